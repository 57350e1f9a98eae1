using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>Reads the lines of a segment one after the other, for who wants to know but a little of each.</summary>
internal static class SegmentLines
{
    /// <summary>Looks at a line without its LF, and says whether it wants the next one.</summary>
    public delegate bool Look(ReadOnlySpan<byte> line);

    public static void Read(IDiskFile file, Look look)
    {
        var buffer = new byte[256 * 1024];
        for (long offset = 0; ;)
        {
            var bytes = buffer.AsSpan(0, file.Read(buffer, offset));
            var taken = 0;
            for (int length; (length = bytes[taken..].IndexOf((byte)'\n')) >= 0; taken += length + 1)
            {
                if (!look(bytes.Slice(taken, length)))
                    return;
            }

            if (taken == 0)
                return;
            offset += taken;
        }
    }
}
