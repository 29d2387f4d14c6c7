// Every message and event a service account is pushed, as WeChat writes them, and ways to spoil one: what verdicts.js compares.
import { createCipheriv, createHash } from "node:crypto";

export const account = { token: "spamtest", appid: "wx2c2769f8efd9abc2", encodingAESKey: "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR" };
export const now = 1700000000;
export const modes = ["plain", "compatible", "secure"];

const element = (name, value) =>
  typeof value === "object" ? `<${name}>${fields(value)}</${name}>` : `<${name}><![CDATA[${value}]]></${name}>`;
const fields = (values) =>
  Object.entries(values)
    .map(([name, value]) => (Array.isArray(value) ? value.map((one) => element(name, one)).join("") : element(name, value)))
    .join("");

const place = { Location_X: "23.134521", Location_Y: "113.358803", Scale: "20", Label: "天河区体育西路" };
const messages = {
  text: { Content: "违章查询：粤A8Z888 😀" },
  image: { PicUrl: "http://mmbiz.qpic.cn/x", MediaId: "media-1" },
  voice: { MediaId: "media-2", Format: "amr", Recognition: "我要补身份证" },
  video: { MediaId: "media-3", ThumbMediaId: "thumb-3" },
  shortvideo: { MediaId: "media-4", ThumbMediaId: "thumb-4" },
  location: place,
  link: { Title: "公告", Description: "节假日安排", Url: "https://example.cn/a?b=1&c=2" },
  file: { Title: "a.pdf", Description: "", FileKey: "key-5", FileMd5: "d41d8cd9", FileTotalLen: "123456" },
  hologram: { MediaId: "media-6" }, // a type that is not invented yet
};
const ScanCodeInfo = { ScanType: "qrcode", ScanResult: "1234" };
const SendPicsInfo = { Count: "2", PicList: { item: [{ PicMd5Sum: "a1" }, { PicMd5Sum: "b2" }] } };
const copyright = {
  ArticleIdx: "1",
  UserDeclareState: "0",
  AuditState: "2",
  OriginalArticleUrl: "http://example.cn/o",
  OriginalArticleType: "1",
  CanReprint: "1",
  NeedReplaceContent: "1",
  NeedShowReprintSource: "1",
};
const events = {
  subscribe: { EventKey: "qrscene_123123", Ticket: "TICKET" },
  unsubscribe: {},
  SCAN: { EventKey: "987", Ticket: "TICKET" },
  scan: { EventKey: "986", Ticket: "TICKET" },
  LOCATION: { Latitude: "23.137466", Longitude: "113.352425", Precision: "119.385" },
  CLICK: { EventKey: "stations" },
  VIEW: { EventKey: "https://example.cn/fines?x=1&y=2", MenuId: "430" },
  scancode_push: { EventKey: "k1", ScanCodeInfo },
  scancode_waitmsg: { EventKey: "k2", ScanCodeInfo },
  pic_sysphoto: { EventKey: "k3", SendPicsInfo },
  pic_photo_or_album: { EventKey: "k4", SendPicsInfo },
  pic_weixin: { EventKey: "k5", SendPicsInfo },
  location_select: { EventKey: "k6", SendLocationInfo: { ...place, Poiname: "体育中心" } },
  view_miniprogram: { EventKey: "pages/index", MenuId: "431" },
  TEMPLATESENDJOBFINISH: { MsgID: "200163836", Status: "failed:user block" },
  MASSSENDJOBFINISH: {
    MsgID: "1000001625",
    Status: "send success",
    TotalCount: "100",
    FilterCount: "80",
    SentCount: "75",
    ErrorCount: "5",
    CopyrightCheckResult: { Count: "1", ResultList: { item: copyright }, CheckState: "2" },
    ArticleUrlResult: { Count: "1", ResultList: { item: { ArticleIdx: "1", ArticleUrl: "http://example.cn/1" } } },
  },
  PUBLISHJOBFINISH: { PublishEventInfo: { publish_id: "2247503051", publish_status: "0", article_id: "b5O2" } },
  FREEPUBLISHJOBFINISH: { PublishEventInfo: { publish_id: "2247503052", publish_status: "0", article_id: "b5O3" } },
  subscribe_msg_popup_event: { SubscribeMsgPopupEvent: { List: { TemplateId: "t1", SubscribeStatusString: "accept", PopupScene: "2" } } },
  subscribe_msg_change_event: { SubscribeMsgChangeEvent: { List: { TemplateId: "t2", SubscribeStatusString: "reject" } } },
  subscribe_msg_sent_event: {
    SubscribeMsgSentEvent: { List: { TemplateId: "t3", MsgID: "1700827132819554304", ErrorCode: "0", ErrorStatus: "success" } },
  },
  user_info_modified: { OpenID: "o9", AppID: account.appid, RevokeInfo: "201" },
  user_authorization_revoke: { OpenID: "o9", AppID: account.appid, RevokeInfo: "202" },
  user_authorization_cancellation: { OpenID: "o9", AppID: account.appid, RevokeInfo: "203" },
  kf_create_session: { KfAccount: "test1@test" },
  kf_close_session: { KfAccount: "test1@test", CloseType: "KF" },
  kf_switch_session: { FromKfAccount: "test1@test", ToKfAccount: "test2@test" },
  qualification_verify_success: { ExpiredTime: "1442401156" },
  qualification_verify_fail: { FailTime: "1442401122", FailReason: "by time" },
  naming_verify_success: { ExpiredTime: "1442401093" },
  naming_verify_fail: { FailTime: "1442401061", FailReason: "by time" },
  annual_renew: { ExpiredTime: "1442401004" },
  verify_expired: { ExpiredTime: "1442400900" },
  user_authorize_invoice: { SuccOrderId: "1202933957956", FailOrderId: "", AppId: account.appid, Source: "web" },
  update_invoice_status: { Status: "INVOICE_REIMBURSE_LOCK", CardId: "pjZ8Yt", Code: "186921658591" },
  submit_invoice_title: {
    title: "测试",
    tax_no: "TAX1",
    addr: "ADDR",
    phone: "020",
    bank_type: "BANK",
    bank_no: "NO",
    attach: "A",
    title_type: "1",
  },
  cloud_invoice_invoiceresult_event: { fpqqlsh: "f1", status: "1", nsrsbh: "n1" },
  // Accepted, logged and acknowledged.
  guide_qrcode_scan_event: {},
  user_enter_tempsession: {},
  wxa_media_check: {},
  weapp_audit_success: {},
  card_pass_check: {},
  user_get_card: {},
  poi_check_notify: {},
  WifiConnected: {},
  ShakearoundUserShake: {},
  merchant_order: {},
  user_scan_product: {},
  brand_new_event: {},
};

/** {name, type, event, values}: 9 messages and the events of protocol §3. */
export const kinds = [
  ...Object.entries(messages).map(([type, values]) => ({ name: type, type, values })),
  ...Object.entries(events).map(([event, values]) => ({ name: `event.${event}`, type: "event", event, values })),
];

export function innerXml({ type, event, values }, id) {
  const head = fields({ ToUserName: "gh_1", FromUserName: "o1" }) + `<CreateTime>${now}</CreateTime>` + fields({ MsgType: type });
  return `<xml>${head}${event ? fields({ Event: event }) : ""}${fields(values)}${event ? "" : `<MsgId>${id}</MsgId>`}</xml>`;
}

const sha1 = (...parts) => createHash("sha1").update(parts.sort().join("")).digest("hex");
const cipherKey = Buffer.from(`${account.encodingAESKey}=`, "base64");

function seal(bytes, { appid = account.appid, length = bytes.length, pad, padding } = {}) {
  const head = Buffer.alloc(20, "0123456789abcdef");
  head.writeUInt32BE(length, 16);
  const full = Buffer.concat([head, bytes, Buffer.from(appid)]);
  const count = 32 - (full.length % 32);
  const tail = Buffer.alloc(count, pad ?? count);
  if (padding) padding(tail);
  const cipher = createCipheriv("aes-256-cbc", cipherKey, cipherKey.subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([full, tail])), cipher.final()]).toString("base64");
}

const bytes = (value) => (Buffer.isBuffer(value) ? value : Buffer.from(value));

/** One push: {mode, query, body}. A mutation may act at any step of its making. */
export function makePush(kind, mode, mutation, id) {
  const step = (name, value) => mutation?.[name]?.(value, kind) ?? value;
  const inner = bytes(step("inner", innerXml(kind, id)));
  const query = step("time", { timestamp: String(now), nonce: "n0nce", openid: "o1" });
  let body = inner;
  if (mode !== "plain") {
    const sealed = step("sealed", seal(inner, step("cipher", {})));
    const wrapped = `<Encrypt><![CDATA[${sealed}]]></Encrypt>`;
    body =
      mode === "secure"
        ? `<xml><ToUserName><![CDATA[gh_1]]></ToUserName>${wrapped}</xml>`
        : innerXml(kind, id).replace("</xml>", `${wrapped}</xml>`);
    query.encrypt_type = "aes";
    query.msg_signature = sha1(account.token, query.timestamp, query.nonce, sealed);
  }
  query.signature = sha1(account.token, query.timestamp, query.nonce);
  return { mode, query: step("query", query), body: bytes(step("body", body)), kind, mutation: mutation?.name ?? "none" };
}
