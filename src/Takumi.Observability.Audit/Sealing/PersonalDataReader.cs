using System.Security.Cryptography;
using System.Text.Json;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Sealing;

/// <summary>
/// Puts the sealed members of a journal's lines back in their place, for whoever may read the key store and has its key-encryption key. Writes nothing. An erased person stays
/// erased: a key is looked for in the store each time. Not thread safe.
/// </summary>
public sealed class PersonalDataReader : IDisposable
{
    /// <summary>Stands for a value whose key is not in the store any more.</summary>
    public const string Erased = "[erased]";

    /// <summary>Stands for a value that is not what was sealed for this place: altered, or brought here from elsewhere.</summary>
    public const string Damaged = "[damaged]";

    private const int Capacity = 4096;

    private readonly KeyStore _store;
    private readonly Dictionary<string, SubjectKey> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private Dictionary<string, byte[]> _names = [];
    private (string LogId, long Records) _settled = ("", 0);

    internal PersonalDataReader(KeyStore store) => _store = store;

    /// <summary>Opens a key store for reading, beside a service that uses it.</summary>
    /// <exception cref="InvalidOperationException">There is no key store, or this is not its key-encryption key.</exception>
    /// <exception cref="InvalidDataException">A file in it is damaged.</exception>
    public static async Task<PersonalDataReader> OpenAsync(string keyStore, IKeyEncryptionKey keyEncryptionKey, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyStore);
        ArgumentNullException.ThrowIfNull(keyEncryptionKey);
        var store = new KeyStore(LocalDisk.Open(), keyStore, keyEncryptionKey);
        return await store.TryReadAsync(cancellationToken).ConfigureAwait(false)
            ? new PersonalDataReader(store)
            : throw new InvalidOperationException($"There is no key store in '{keyStore}'.");
    }

    /// <summary>
    /// Says that a log has so many records already. A key is stored before its first record: one that is not in the store now is not looked for again when such a record names it,
    /// which takes a look at every key.
    /// </summary>
    internal void Settle(string origin, long records)
    {
        _settled = (LogIdOf(origin), records);
        _names = _store.Index();
    }

    /// <summary>
    /// The line as it would have been written in clear. What cannot be opened stays in <c>sealed</c>, as <see cref="Erased"/> or <see cref="Damaged"/>. A line without sealed members is
    /// returned as it is. The result is for reading: only the line as it was stored has its leaf hash.
    /// </summary>
    /// <param name="origin">The log's origin, or its id.</param>
    /// <param name="line">A line of the journal, without LF.</param>
    /// <param name="cancellationToken">Ends the wait for the key-encryption key.</param>
    /// <exception cref="JsonException">The line is none.</exception>
    /// <exception cref="CryptographicException">A key was wrapped by another key-encryption key.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string origin, ReadOnlyMemory<byte> line, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        using var document = JsonDocument.Parse(line);
        var record = document.RootElement;
        if (!IsSealed(record, out var values, out var id))
            return line;
        var place = new SealedPlace(LogIdOf(origin), id);
        var isSettled = place.Log == _settled.LogId && record.TryGetProperty("sequence", out var number) && number.ValueKind is JsonValueKind.Number && number.TryGetInt64(out var sequence) && sequence < _settled.Records;
        var opened = new OpenedLine(record);
        foreach (var member in values.EnumerateObject())
        {
            var text = member.Value.ValueKind is JsonValueKind.String ? member.Value.GetString()! : "";
            if (SealedValue.KeyIdOf(text) is not { } keyId)
                opened.Close(member, Damaged);
            else if (await FindAsync(keyId, isSettled, cancellationToken).ConfigureAwait(false) is not { } key)
                opened.Close(member, Erased);
            else if (SealedValue.Open(key, place, member.Name, text) is { } plaintext)
                opened.Open(member, plaintext);
            else
                opened.Close(member, Damaged);
        }

        return opened.ToBytes();
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        Forget();
        _store.Dispose();
    }

    private static bool IsSealed(JsonElement record, out JsonElement values, out string id)
    {
        values = default;
        id = "";
        if (record.ValueKind is not JsonValueKind.Object || !record.TryGetProperty(RecordSchema.Sealed.Name, out values) || values.ValueKind is not JsonValueKind.Object)
            return false;
        id = record.TryGetProperty(RecordSchema.Id.Name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString()! : "";
        return true;
    }

    private static string LogIdOf(string origin) => origin[(origin.LastIndexOf('/') + 1)..];

    private async ValueTask<SubjectKey?> FindAsync(string keyId, bool isSettled, CancellationToken cancellationToken)
    {
        if (!_names.ContainsKey(keyId) && !isSettled && _gone.Add(keyId))
            _names = _store.Index(); // a key is stored before its first record: one that is not there now has been erased
        if (!_names.TryGetValue(keyId, out var name) || _store.Find(name) is not { } wrapped || wrapped.KeyId != keyId)
            return null;
        if (_keys.TryGetValue(keyId, out var known))
            return known; // however it is wrapped by now: the id is a hash of the key
        if (_keys.Count >= Capacity)
            Forget();
        return _keys[keyId] = await _store.UnwrapAsync(wrapped, name, cancellationToken).ConfigureAwait(false);
    }

    private void Forget()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
        _keys.Clear();
    }
}
