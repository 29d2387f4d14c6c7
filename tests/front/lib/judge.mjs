// Runs one case of a table and says what became of it in the words of the table: '400 closed', '200 200 kept', 'cut'.
import { responses, send, Wire } from './wire.mjs';

const quiet = 3000;

/** A good request on a connection of its own: null when it was answered, else what went wrong. */
export async function honest(port, requests, within = 1000) {
  const { text, answer: expected } = requests.probe();
  const wire = new Wire(port);
  await wire.write(text);
  await wire.until(() => responses(wire.bytes).all.length, within);
  const [answer] = responses(wire.bytes).all;
  const { end } = wire;
  wire.destroy();
  return answer?.status === 200 && answer.body.toString() === expected
    ? null
    : `honest request: ${answer?.status ?? end ?? `nothing in ${within} ms`}`;
}

/** Whether the connection still tells requests apart: a good one down it must be answered, alone. */
async function stillGood(wire, seen, requests, head) {
  const { text, answer } = requests.probe();
  if (!(await wire.write(text))) return false;
  await wire.until(() => responses(wire.bytes, { head }).all.length > seen, quiet);
  const { all } = responses(wire.bytes, { head });
  return all.length === seen + 1 && all.at(-1).status === 200 && all.at(-1).body.toString() === answer;
}

/**
 * { outcome, all, seconds } of one case. `may` lists the outcomes allowed: it decides only how long there is to wait.
 * What stands behind a request whose connection must be closed is a hidden one, which must not be answered.
 */
export async function play(port, requests, { pieces, may, within = quiet, head = () => false }) {
  const wire = new Wire(port);
  const start = performance.now();
  const parsed = () => responses(wire.bytes, { ended: Boolean(wire.end), head });
  const said = () =>
    parsed()
      .all.map(({ status }) => status)
      .join(' ');
  const keeps = () => may.includes(`${said()} kept`) && !parsed().rest.length;
  const sending = send(wire, pieces);
  await Promise.race([sending, wire.ended]);
  await wire.until(keeps, within);
  let end = wire.end ?? 'open';
  if (!wire.end && keeps()) {
    // A refusal may be followed at once by the close it announced.
    await wire.until(() => false, parsed().all.at(-1)?.headers.get('connection') === 'close' ? quiet : 20);
    const seen = parsed().all.length;
    if (wire.end) end = wire.end;
    else end = (await stillGood(wire, seen, requests, head)) ? 'kept' : 'confused';
    if (end === 'kept') wire.parts = [wire.bytes.subarray(0, wire.bytes.lastIndexOf('HTTP/1.1'))];
  }
  const { all, rest, garbled } = parsed();
  wire.destroy();
  const statuses = all.map(({ status }) => status).join(' ');
  const outcome =
    garbled ?? (rest.length ? `${statuses} and half an answer ${end}` : statuses ? `${statuses} ${end}` : end === 'open' ? 'open' : 'cut');
  return { outcome, all, seconds: (performance.now() - start) / 1000, sent: wire.socket.bytesWritten };
}
