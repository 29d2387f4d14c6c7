// What the program keeps sealed, opened by other code from the same key file: AES-256-GCM over `<key id>:<base64 of nonce, text, tag>`.
import { createDecipheriv } from 'node:crypto';
import fs from 'node:fs';

const place = (...parts) => parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');

/** The bytes of a sealed value; throws when it was changed, or stands elsewhere than in this place. */
export function unsealed(keyFile, sealed, table, column, row) {
  const [id, value] = sealed.split(':');
  const line = fs.readFileSync(keyFile, 'utf8').split('\n').find((each) => each.startsWith(`${id}:`));
  const bytes = Buffer.from(value, 'base64');
  const cipher = createDecipheriv('aes-256-gcm', Buffer.from(line.slice(id.length + 1), 'base64'), bytes.subarray(0, 12));
  cipher.setAAD(Buffer.from(place(table, column, row)));
  cipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]);
}
