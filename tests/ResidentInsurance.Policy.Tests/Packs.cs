using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy.Tests;

/// <summary>The packs as they are delivered.</summary>
internal static class Packs
{
    public static PackLibrary Library { get; } = PackLibrary.Load(Folder);

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "packs");

    public static CompiledPack Named(string id) =>
        Library.Find(CampaignId.Parse(id)) ?? throw new ArgumentException("No such pack: " + id, nameof(id));

    public static string TextOf(string id) => File.ReadAllText(Path.Combine(Folder, id + ".yaml"));
}
