// Every way in which our verdicts differ from the peers', and why ours is the stricter. What verdicts.js never sees fails as a dead row.

/** {why, reason: what ours says when it refuses, or what differs when all accept; of: names of mutations}. */
export const classes = [
  {
    why: "A document type has no place in a push and is the door of XXE; the peers skip over it.",
    reason: ["body is not acceptable XML", "message not understood"],
    of: ["document type", "external entity", "envelope with a document type"],
  },
  {
    why: "What XML 1.0 forbids in text could end a string or move a terminal; the peers let it through.",
    reason: ["body is not acceptable XML", "message not understood"],
    of: ["reference to a control character", "control character", "NUL", "U+FFFF"],
  },
  {
    why: "Bytes that are no UTF-8 are refused; the peers put U+FFFD in their place and answer a text nobody wrote.",
    reason: ["body is not acceptable XML", "message not understood"],
    of: ["overlong UTF-8", "surrogate", "GBK bytes"],
  },
  {
    why: "A declared encoding that is not the real one makes two readers read two texts; the peers do not look at it.",
    reason: ["body is not acceptable XML", "message not understood"],
    of: ["GBK declared", "envelope declared GBK"],
  },
  {
    why: "An element given twice is read as the first by one and as the last by another; the peers hand out a list.",
    reason: ["message not understood"],
    of: ["MsgType twice", "FromUserName twice", "Content twice"],
  },
  {
    why: "A push without sender, receiver, time or type cannot be answered or told from its repetition; the peers hand it on.",
    reason: ["message not understood"],
    of: ["no ToUserName", "no FromUserName", "no CreateTime", "no MsgType", "empty FromUserName", "lower-case elements", "another root"],
  },
  {
    why: "A number that is none would make every such push the same in the de-duplication; the peers keep any text.",
    reason: ["message not understood"],
    of: ["CreateTime is no number", "CreateTime is negative", "MsgId is no number", "MsgId has 65 bits"],
  },
  {
    why: "A push for another account is not ours to answer; the peers do not know their own id.",
    reason: ["addressed to another account"],
    of: ["another account"],
  },
  {
    why: "A document ends with its root and names nothing it does not define; the peers answer before they have read to the end.",
    reason: ["body is not acceptable XML", "message not understood"],
    of: ["text after the root", "second root", "unknown entity"],
  },
  {
    why: "Depth, elements and bytes are bounded before anything is built; the peers read a megabyte of anything.",
    reason: ["body is not acceptable XML", "message not understood"],
    of: ["17 deep", "5,000 elements", "70,000 bytes"],
  },
  {
    why: "The app id inside the cipher is what binds a push to this account (protocol §2); the peers leave it unchecked.",
    reason: ["not decryptable"],
    of: ["another app id", "no app id"],
  },
  {
    why: "Padding is 1 to 32 equal bytes (protocol §2); the peers take any.",
    reason: ["not decryptable"],
    of: ["padding of 0", "padding of 33", "uneven padding"],
  },
  {
    why: "The length must fit what is there and leave exactly the app id; the peers cut at whatever end there is.",
    reason: ["not decryptable"],
    of: ["length of 2^31", "bit of the first block"],
  },
  {
    why: "A cipher text has one spelling, so that a signature covers one; the peers' decoder takes any alphabet and skips what it does not know.",
    reason: ["not decryptable"],
    of: ["URL-safe base64", "base64 without padding", "line break in base64", "garbage in base64"],
  },
  {
    why: "The account's mode decides, not the request (easywechat#2990); the peers take clear text where encryption is configured.",
    reason: ["not encrypted"],
    of: [
      "plain message in its place",
      "not said to be encrypted",
      "no msg_signature",
      "empty msg_signature",
      "no encrypt_type",
      "encrypt_type=raw on a sealed push",
      "encrypt_type=AES",
    ],
  },
  {
    why: "An account in plain mode gets nothing encrypted, so such a request is not WeChat's; the peers ignore what they cannot open.",
    reason: ["encrypted, but the account is in plain mode", "Encrypt missing, repeated or not expected"],
    of: ["encrypt_type=aes on a plain push", "msg_signature on a plain push", "Encrypt beside a plain message"],
  },
  {
    why: "A URL signature that is there must be right too; beside a msg_signature the peers do not look at it.",
    reason: ["signature missing or wrong"],
    of: ["wrong signature", "upper-case signature", "signature with a space"],
  },
  {
    why: "A signed query counts for five minutes (protocol §1.2), and its time is digits; the peers keep no clock, so a recorded push is good for ever.",
    reason: ["timestamp missing or outside the window"],
    of: ["five minutes old", "five minutes early", "timestamp with a plus"],
  },
  {
    why: "A nonce must be there, once and as text (easywechat#2990); the peers sign without it, or join a list to the same text.",
    reason: ["nonce missing"],
    of: ["nonce[]", "empty nonce"],
  },
  { why: "A text is what the resident typed, to the last space; the peers trim it.", reason: ["Content"], of: ["spaces round text"] },
  {
    why: "An attribute or element beside a text does not hide the text; the peers give an object instead of it.",
    reason: ["Content"],
    of: ["attribute on Content", "element inside Content"],
  },
  {
    why: "Same value without the literal qrscene_, which tells a new follower's scan from another one and is known by the type.",
    reason: ["EventKey"],
    of: ["event.subscribe"],
  },
  {
    why: "Two names of one event are one type, so that both are handled; the peers hand out the name.",
    reason: ["type"],
    of: ["event.FREEPUBLISHJOBFINISH"],
  },
];
