using System.Security.Cryptography;
using System.Text;

namespace ResidentInsurance.LocalInstance.Servers;

/// <summary>Where a private server keeps its data: in the instance's data folder, or under
/// <c>/var/lib/resident-insurance</c> where the server's user cannot get there (a clone below a closed home).</summary>
public static class ServerFolder
{
    private const string Elsewhere = "/var/lib/resident-insurance";

    /// <returns>The folder, which may not exist yet; the folders before it do.</returns>
    /// <param name="data">The instance's data folder.</param>
    /// <param name="name">The server.</param>
    /// <param name="account">Its user.</param>
    public static string Place(DataFolder data, string name, ServerAccount account)
    {
        var inside = Path.Combine(data.Path, name);
        var outside = Path.Combine(Elsewhere, Tag(data.Path), name);
        if (account.MayPass(data.Path) && !Directory.Exists(outside))
        {
            return inside;
        }

        // Once outside, it stays there: the rights on the way may change, the data must be found again.
        _ = Directory.CreateDirectory(Path.GetDirectoryName(outside)!, Modes.PassFolder);
        data.Log.Say(name, Bilingual.Text(nameof(Texts.DataElsewhere), data.Path, outside));
        return outside;
    }

    /// <summary>One folder for each data folder, with the path's end for the eye.</summary>
    private static string Tag(string path)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
        return $"{Path.GetFileName(path).TrimStart('.')}-{hash}";
    }
}
