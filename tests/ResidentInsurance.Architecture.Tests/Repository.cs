using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ResidentInsurance.Architecture.Tests;

/// <summary>The files of the clone that is tested.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>A path as the tables of these tests write it: from the root, with <c>/</c>.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The files of a folder and the folders below it, without what a build wrote.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Where(path => !Name(path).Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The projects that the product is made of: all of <c>src</c>, AppHost and ServiceDefaults.</summary>
    public static IReadOnlyList<string> Projects() =>
    [
        .. Files(File("src"), "*.csproj"), .. Files(File("ResidentInsurance.AppHost"), "*.csproj"),
        .. Files(File("ResidentInsurance.ServiceDefaults"), "*.csproj"),
    ];

    public static IReadOnlyList<SyntaxTree> Sources(string folder) =>
        [.. Files(folder, "*.cs").Select(path => CSharpSyntaxTree.ParseText(System.IO.File.ReadAllText(path), path: path))];

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.GetFiles("ResidentInsurance.sln").Length == 0)
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("not below the solution");
        }

        return folder.FullName;
    }
}
