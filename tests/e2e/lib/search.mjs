// Looks for many secrets in many bytes at once: in clear, in hex, in base64 at any alignment, percent-encoded and as JSON escapes.

/** The forms one text may hide in, as Buffers with a name. */
export function forms(text) {
  const bytes = Buffer.from(text);
  const found = new Map([
    ['clear', text],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
  ]);
  for (const shift of [0, 1, 2]) {
    const all = Buffer.concat([Buffer.alloc(shift), bytes]);
    // Only the characters that no neighbouring byte can change.
    const inner = all.toString('base64').slice(Math.ceil((shift * 8) / 6), Math.floor((all.length * 8) / 6));
    if (inner.length >= 7) found.set(`base64+${shift}`, inner).set(`base64url+${shift}`, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  if (bytes.length !== text.length) {
    found.set('percent', encodeURIComponent(text)).set(
      'json',
      JSON.stringify(text)
        .slice(1, -1)
        .replaceAll(/[^\x20-\x7e]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')),
    );
  }
  return [...new Map([...found].map(([name, form]) => [form, name]))].map(([form, name]) => ({ name, form: Buffer.from(form) }));
}

export class Search {
  /** `secrets`: [{what, text}]; texts of fewer than 6 bytes would be found everywhere and are refused. */
  constructor(secrets) {
    this.starts = new Uint8Array(1 << 24);
    this.needles = new Map();
    this.count = 0;
    for (const { what, text } of secrets) {
      for (const { name, form } of forms(text)) {
        if (form.length < 6) throw new Error(`too short to look for: ${what}`);
        this.starts[form.readUIntBE(0, 3)] = 1;
        const start = form.toString('latin1', 0, 6);
        this.needles.set(start, [...(this.needles.get(start) ?? []), { what: `${what} (${name})`, form }]);
        ++this.count;
      }
    }
  }

  /** What was found where: [{what, at, context}], at most 20. */
  in(bytes) {
    const hits = [];
    let three = 0;
    for (let i = 0; i < bytes.length && hits.length < 20; ++i) {
      three = ((three << 8) | bytes[i]) & 0xffffff;
      if (i < 2 || this.starts[three] === 0) continue;
      const at = i - 2;
      for (const { what, form } of this.needles.get(bytes.toString('latin1', at, at + 6)) ?? []) {
        if (bytes.subarray(at, at + form.length).equals(form))
          hits.push({ what, at, context: bytes.subarray(Math.max(0, at - 60), at + 40).toString() });
      }
    }
    return hits;
  }
}
