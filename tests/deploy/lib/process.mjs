// A gateway started by somebody else than the e2e library; what it has in common with a Gateway of that is borrowed.
import { Gateway } from '../../e2e/lib/gateway.mjs';
import { Account } from '../../e2e/lib/wechat.mjs';

export class Process {
  /** `values` of its gateway.json; `log`, where it writes. Whoever starts it calls finish({code}) when it has ended. */
  constructor(pid, values, log) {
    Object.assign(this, { pid, log, port: values.listen.port, admin: values.admin.port, account: new Account(values.wechat) });
    this.ended = new Promise((resolve) => (this.finish = (end) => resolve((this.end = end))));
  }
  signal(name) {
    process.kill(this.pid, name);
  }
}
for (const name of ['ready', 'get', 'metrics', 'metric', 'stop']) Process.prototype[name] = Gateway.prototype[name];
