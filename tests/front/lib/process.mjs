// What the kernel says of a process: memory, open files, processor time.
import fs from 'node:fs';
import { sleep } from '../../e2e/lib/gateway.mjs';

const field = (pid, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
export const mebi = 1024 * 1024;

/** Resident now, in bytes. */
export const resident = (pid) => field(pid, 'VmRSS') * 1024;
/** The most that was resident since the last reset, in bytes. */
export const peak = (pid) => field(pid, 'VmHWM') * 1024;
export const resetPeak = (pid) => fs.writeFileSync(`/proc/${pid}/clear_refs`, '5');
const target = (link) => {
  try {
    return fs.readlinkSync(link);
  } catch {
    return ''; // closed meanwhile
  }
};

/** Not counting those of the database, whose connections grow to their bound whenever its threads happen to meet. */
export const openFiles = (pid) =>
  fs.readdirSync(`/proc/${pid}/fd`).filter((fd) => !target(`/proc/${pid}/fd/${fd}`).includes('police.db')).length;

/** Seconds of processor time used so far. */
export function processorTime(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) / 100; // USER_HZ is 100 on every Linux
}

/** Open files once they are no more than `base`, or what they are when the time is over. */
export async function settledFiles(pid, base, ms) {
  for (const limit = performance.now() + ms; performance.now() < limit && openFiles(pid) > base;) await sleep(50);
  return openFiles(pid);
}
