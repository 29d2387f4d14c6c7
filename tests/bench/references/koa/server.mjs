// koa + co-wechat as its README shows it: every text is answered with itself.   node server.mjs PORT TOKEN KEY APP_ID
import Koa from 'koa';
import wechat from 'co-wechat';

const [port, token, encodingAESKey, appid] = process.argv.slice(2);
const app = new Koa();
app.use(wechat({ token, appid, encodingAESKey }).middleware(async (message) => message.Content));
app.listen(Number(port), '127.0.0.1', 4096);
