#include "services/chat/small_talk.h"

#include <array>

#include "services/answers/characters.h"
#include "services/chat/hearing.h"
#include "services/chat/phrases.h"

namespace services {
namespace {

struct Talk {
    SmallTalk kind;
    std::string_view said;  // whole messages between bars, as `plain` leaves them, in lower case
};

constexpr std::array talks = std::to_array<Talk>({
    {SmallTalk::greeting,
     "|你好|您好|你们好|大家好|hi|hello|hey|嗨|哈喽|哈罗|喂|早|早晨|早安|早上好|上午好|中午好|下午好|晚上好|午安|晚安|在吗|在不在|有人吗|"
     "有人在吗|警官好|警察同志好|同志你好|你好警官|警察叔叔好|"},
    {SmallTalk::thanks,
     "|谢谢|谢谢你|谢谢您|谢谢了|多谢|多谢晒|多谢你|不该|不该晒|唔该|唔该晒|非常感谢|感谢|太感谢了|辛苦了|麻烦了|麻烦你了|thanks|thank "
     "you|thx|谢了|"
     "好的谢谢|好谢谢|ok谢谢|谢谢警官|谢谢警察叔叔|"},
    {SmallTalk::farewell, "|再见|拜拜|bye|下次再说|先这样|没事了|没什么事|没什么|没事|没有事|不用了|不用|不使|不使了|"},
    {SmallTalk::lost,
     "|听不懂|看不懂|不懂|不明白|不明|搞不懂|什么意思|点解|咩意思|啥意思|乜意思|听不明|睇不明|太复杂|太复杂了|好复杂|太难了|好难|好麻烦|"
     "太麻烦了|看不明白|听不明白|我不懂|我不会|不会弄|不会|不知道怎么弄|怎么弄|怎么办|点算|"},
    {SmallTalk::unable,
     "|我不识用手机|不识用手机|我不会用手机|不会用手机|不会打字|我不会打字|不识打字|我不识字|不识字|我老了|我眼睛不好|看不清|字太小|睇不到|"
     "看不见|我看不见|我年纪大了|我听不见|我是聋人|不会用|不识用|我不会用|"},
    {SmallTalk::complaint,
     "|我要投诉|投诉|要投诉|投诉你们|我想投诉|怎么投诉|点样投诉|服务太差|态度太差|态度好差|太差了|垃圾|什么破系统|举报民警|投诉民警|"
     "投诉警察|"
     "我要举报民警|"},
    {SmallTalk::who,
     "|你是谁|你是人吗|你是机器人吗|是真人吗|你是真人吗|机器人|你是边个|你们是谁|你叫什么|你能做什么|你会什么|你可以做什么|"},
});

}  // namespace

SmallTalk small_talk(std::string_view normalised) {
    const std::string said = lower(plain(normalised));
    for (const Talk& talk : talks) {
        if (is_listed(talk.said, said)) return talk.kind;
    }
    return is_only_faces(normalised) ? SmallTalk::greeting : SmallTalk::none;
}

std::string_view reply_to(SmallTalk talk) {
    switch (talk) {
        case SmallTalk::greeting:
            return "您好，这里是广州公安，很高兴为您服务。";
        case SmallTalk::thanks:
            return "不用谢，能帮到您就好。";
        case SmallTalk::farewell:
            return "好的，有需要随时找我们。";
        case SmallTalk::lost:
            return "不着急，一步一步来：下面的选项回复前面的数字就行。回复「人工」可以找人帮忙。";
        case SmallTalk::unable:
            return "没关系，可以按住说话，用语音告诉我们要办什么，也可以请家人帮忙。回复「人工」找人帮忙，或者拨打12345咨询。";
        case SmallTalk::complaint:
            return "给您带来不便，非常抱歉。对民警或公安服务的投诉可以拨打12389，其他问题可以拨打12345；回复「人工」也可以直接告诉我们。";
        case SmallTalk::who:
            return "这里是广州公安的自动服务，可以查询和预约公安业务。回复「人工」可以找人帮忙，紧急情况请直接拨打110。";
        case SmallTalk::none:
            break;
    }
    return {};
}

}  // namespace services
