using System.Buffers;
using System.Security.Cryptography;
using ResidentInsurance.Files;

namespace ResidentInsurance.Intake;

/// <summary>A request's body in a file that only this process can read and that disappears with the process.</summary>
internal sealed class Spool : IAsyncDisposable
{
    private const int BufferBytes = 128 * 1024;

    private Spool(FileStream stream, string sha256) => (Stream, Sha256) = (stream, sha256);

    public FileStream Stream { get; }

    public string Sha256 { get; }

    /// <exception cref="FileRefusedException">The body is too large, or shorter than it said.</exception>
    /// <exception cref="IOException">The sender went away.</exception>
    public static async Task<Spool> ReceiveAsync(
        Stream body, long? announcedBytes, string folder, long limitBytes, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, $"intake-{Guid.NewGuid():n}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete,
            Options = System.IO.FileOptions.Asynchronous | System.IO.FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var stream = new FileStream(path, options);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // The file loses its name at once, so that even a killed process leaves no personal data behind.
                File.Delete(path);
            }

            return new Spool(stream, await CopyAsync(body, stream, announcedBytes, limitBytes, cancellation));
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private static async Task<string> CopyAsync(
        Stream body, FileStream target, long? announcedBytes, long limitBytes, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var total = 0L;
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                total += read;
                if (total > limitBytes)
                {
                    throw FileRefusals.TooLarge(limitBytes);
                }

                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            if (announcedBytes is { } announced && announced != total)
            {
                throw FileRefusals.Incomplete(announced, total);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
