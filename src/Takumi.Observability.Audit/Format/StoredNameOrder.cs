using System.Text;

namespace Takumi.Observability.Format;

/// <summary>Orders names by the bytes that a line stores for them, which is neither the order of chars nor, for escapes, that of code points.</summary>
internal sealed class StoredNameOrder : IComparer<string>
{
    public static readonly StoredNameOrder Instance = new();

    public int Compare(string? x, string? y) => Stored(x).AsSpan().SequenceCompareTo(Stored(y));

    private static byte[] Stored(string? name)
    {
        var stored = new StringBuilder();
        foreach (var c in name ?? "")
            stored.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\b' => "\\b", '\t' => "\\t", '\n' => "\\n", '\f' => "\\f", '\r' => "\\r", < ' ' => $"\\u{(int)c:x4}", _ => c.ToString() });
        return Encoding.UTF8.GetBytes(stored.ToString());
    }
}
