// Writes a synthetic population as CSV: `make-population FILE [COUNT]`. No person in it exists.
//
// ID numbers use area 440199, which no edition of GB/T 2260 ever assigned. Surnames follow their shares in Guangzhou, given
// names those of each sex and decade, so that popular names are borne by dozens and rare ones by one. The same bytes on every
// machine: std::mt19937 is fixed by the standard, and only whole numbers are drawn from it.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Share {
    std::string_view text;
    std::uint32_t weight;
};

class Dice {
  public:
    std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(engine_() % bound); }

    template <class Shares>
    std::string_view pick(const Shares& shares) {
        std::uint32_t total = 0;
        for (const Share& share : shares) total += share.weight;
        std::uint32_t at = below(total);
        for (const Share& share : shares) {
            if (at < share.weight) return share.text;
            at -= share.weight;
        }
        return shares[0].text;
    }

    // The words of a line; the n-th is drawn 1/n as often as the first.
    std::string_view popular(std::string_view line) { return word(line, zipf(count(line))); }
    std::string_view even(std::string_view line) { return word(line, below(count(line))); }

  private:
    static std::uint32_t count(std::string_view line) {
        std::uint32_t words = 1;
        for (const char c : line) words += c == ' ' ? 1 : 0;
        return words;
    }
    static std::string_view word(std::string_view line, std::uint32_t index) {
        for (; index > 0; --index) line.remove_prefix(line.find(' ') + 1);
        return line.substr(0, line.find(' '));
    }
    std::uint32_t zipf(std::uint32_t words) {
        constexpr std::uint32_t unit = 27720;  // divided evenly by 1..12: the shares stay whole numbers
        std::uint32_t total = 0;
        for (std::uint32_t rank = 1; rank <= words; ++rank) total += unit / rank;
        std::uint32_t at = below(total);
        std::uint32_t rank = 1;
        while (at >= unit / rank) at -= unit / rank++;
        return rank - 1;
    }

    std::mt19937 engine_{440199};
};

// Shares in 1/10,000, about those of Guangzhou: Chen, Li, Huang, Liang and He stand higher here than in the country.
constexpr Share surnames[] = {
    {"陈", 1060}, {"李", 820}, {"黄", 800}, {"梁", 560}, {"林", 460}, {"张", 450},  {"何", 400}, {"王", 360}, {"刘", 350}, {"吴", 330},
    {"罗", 240},  {"叶", 210}, {"谢", 200}, {"郭", 190}, {"曾", 180}, {"邓", 175},  {"杨", 170}, {"周", 165}, {"冯", 160}, {"钟", 150},
    {"潘", 130},  {"朱", 120}, {"徐", 110}, {"谭", 110}, {"麦", 105}, {"欧阳", 30}, {"蔡", 100}, {"胡", 98},  {"卢", 96},  {"苏", 94},
    {"彭", 90},   {"赖", 84},  {"赵", 82},  {"江", 80},  {"余", 78},  {"高", 74},   {"孙", 72},  {"许", 70},  {"廖", 68},  {"邱", 60},
    {"简", 58},   {"区", 56},  {"陆", 54},  {"关", 52},  {"莫", 52},  {"温", 50},   {"沈", 48},  {"马", 46},  {"萧", 40},  {"袁", 40},
    {"唐", 40},   {"韦", 38},  {"董", 34},  {"程", 34},  {"曹", 32},  {"宋", 32},   {"丁", 30},  {"杜", 30},  {"魏", 30},  {"姚", 28},
    {"范", 28},   {"方", 28},  {"石", 26},  {"戴", 26},  {"龙", 26},  {"汪", 24},   {"傅", 24},  {"任", 22},  {"贾", 20},  {"夏", 20},
    {"蒋", 20},   {"田", 18},  {"姜", 18},  {"崔", 16},  {"尹", 16},  {"黎", 120},  {"骆", 36},  {"严", 18},  {"文", 18},  {"雷", 18},
    {"侯", 14},   {"邹", 30},  {"熊", 14},  {"孟", 10},  {"秦", 10},  {"白", 10},   {"庄", 24},  {"凌", 16},  {"甘", 18},  {"岑", 14},
    {"招", 8},    {"伍", 22},  {"植", 6},   {"司徒", 8}, {"利", 8},   {"霍", 12},   {"阮", 14},  {"古", 18},  {"卓", 12},  {"游", 10},
    {"翁", 12},   {"施", 8},   {"池", 6},   {"符", 10},  {"容", 8},   {"冼", 16},   {"巫", 6},   {"上官", 2}, {"幸", 2}};

constexpr Share districts[] = {{"440103", 7},  {"440104", 6}, {"440105", 10}, {"440106", 12}, {"440111", 20}, {"440112", 7},
                               {"440113", 14}, {"440114", 9}, {"440115", 4},  {"440117", 4},  {"440118", 7}};

// A generation: the names everybody gave (first the most popular), and the characters the others are made of.
struct Decade {
    int first_year;
    std::uint32_t weight;  // of 100 people
    std::uint32_t single;  // of 100 composed names, how many have one character
    std::string_view boys, girls;
    std::string_view boy_letters, girl_letters;
};

constexpr Decade decades[] = {
    {1930, 3, 14, "金水 炳坤 福生 德明 桂生 锦荣 树根 国栋 汝明 金泉", "秀英 玉珍 桂英 凤英 素珍 桂兰 秀兰 玉英 惠芳 月娥",
     "金 炳 坤 福 德 桂 锦 荣 树 根 国 栋 汝 明 泉 祥 兆 庆 伯 耀 松 柏 志 成 贵 财 添 源 瑞 生",
     "秀 玉 桂 凤 素 惠 月 兰 英 珍 娥 芳 莲 妹 好 琼 娇 彩 银 翠 淑 贞 瑞 群 笑 颜 清 焕 霞 婵"},
    {1940, 5, 16, "建国 志强 国强 伟民 文光 永康 锦标 耀华 解放 胜利", "秀英 桂英 玉兰 丽华 惠玲 淑芬 丽珍 瑞琼 玉梅 秀珍",
     "国 强 民 建 志 永 康 锦 标 耀 华 胜 利 文 光 伟 德 明 荣 庆 祖 兴 家 宝 福 仁 义 汉 添 镇",
     "英 兰 丽 华 惠 玲 淑 芬 珍 琼 梅 秀 桂 玉 霞 芳 莲 凤 珠 群 燕 清 仪 娟 娇 美 好 贞 卿 碧"},
    {1950, 9, 20, "建国 建华 志强 国强 建明 伟强 国华 永强 志明 建新", "秀英 丽珍 玉珍 惠芳 丽娟 少珍 玉英 美玲 燕玲 淑贞",
     "建 国 华 志 强 明 伟 永 新 平 民 军 光 荣 汉 文 忠 钢 炎 雄 锋 辉 祥 坚 成 洪 标 全 就 添",
     "丽 珍 玉 惠 芳 娟 少 英 美 玲 燕 淑 贞 卿 琼 霞 群 萍 莲 洁 仪 颜 碧 云 月 凤 珠 兰 瑞 冰"},
    {1960, 12, 24, "志强 伟强 建军 卫东 国强 志明 伟明 建华 永强 红卫", "丽华 丽娟 燕玲 少芬 秀芳 玉玲 小红 惠玲 丽萍 红梅",
     "志 强 伟 建 军 卫 东 国 明 华 永 红 文 雄 锋 斌 辉 勇 健 坚 平 波 毅 钢 峰 宏 标 权 成 林",
     "丽 华 娟 燕 玲 少 芬 秀 芳 玉 红 惠 萍 梅 琼 霞 群 洁 仪 颖 敏 静 冰 云 莲 虹 英 艳 燕 娜"},
    {1970, 14, 32, "志强 伟 勇 军 伟强 志明 健 伟明 永强 国辉", "丽娟 燕 丽华 敏 红 丽 静 艳 少玲 惠玲",
     "志 强 伟 勇 军 明 健 永 国 辉 斌 涛 波 峰 文 杰 俊 毅 锋 宏 林 海 平 刚 超 华 雄 东 浩 宁",
     "丽 娟 燕 华 敏 红 静 艳 少 玲 惠 萍 琳 洁 颖 芳 霞 梅 莉 虹 雪 慧 娜 蓉 瑜 倩 仪 婷 薇 珊"},
    {1980, 17, 34, "伟 志强 杰 磊 勇 超 俊杰 鹏 志伟 嘉俊", "静 丽 婷婷 敏 燕 嘉敏 晓燕 丹 雪 颖",
     "伟 志 强 杰 磊 勇 超 俊 鹏 嘉 健 斌 涛 文 明 辉 锋 浩 毅 华 宇 飞 亮 波 凯 林 峰 建 国 豪",
     "静 丽 婷 敏 燕 嘉 晓 丹 雪 颖 莹 洁 慧 琳 娜 芳 玲 倩 霞 佩 仪 萍 文 艳 佳 欣 思 蕾 秋 薇"},
    {1990, 15, 22, "俊杰 嘉豪 志豪 浩 嘉俊 文杰 家豪 杰 伟杰 健", "嘉欣 晓彤 静 嘉敏 婷婷 颖 思敏 佳欣 雪 婉婷",
     "俊 杰 嘉 豪 志 浩 文 家 伟 健 宇 轩 明 辉 泽 凯 鸿 锋 毅 林 鹏 飞 子 彬 涛 钧 炜 诚 煜 锐",
     "嘉 欣 晓 彤 静 敏 婷 颖 思 佳 雪 婉 莹 琪 诗 雅 慧 倩 文 怡 洁 玲 琳 绮 韵 蕾 珊 茵 淇 咏"},
    {2000, 11, 8, "俊杰 俊熙 子轩 嘉豪 浩然 梓轩 子豪 文轩 宇轩 俊宇", "诗琪 欣怡 子晴 雨晴 梓晴 佳怡 思颖 嘉怡 心怡 晓彤",
     "俊 杰 熙 子 轩 嘉 豪 浩 然 梓 文 宇 泽 铭 宏 睿 晋 毅 博 天 乐 谦 逸 朗 希 烨 辰 鸿 锐 彦",
     "诗 琪 欣 怡 子 晴 雨 梓 佳 思 颖 嘉 心 晓 彤 雅 婷 静 琳 悦 柔 芷 楠 萱 滢 蕾 颜 妍 咏 淇"},
    {2010, 11, 5, "梓轩 子轩 浩然 宇轩 梓豪 俊熙 子睿 浩宇 睿 梓睿", "梓晴 子涵 梓涵 诗涵 欣怡 芷晴 语桐 雨桐 可馨 梓萱",
     "梓 轩 子 浩 然 宇 豪 俊 熙 睿 泽 铭 晨 逸 辰 希 朗 博 嘉 乐 煜 钧 皓 翔 瑞 霖 彦 恒 柏 烨",
     "梓 晴 子 涵 诗 欣 怡 芷 语 桐 雨 可 馨 萱 悦 妍 琪 心 柔 彤 沐 依 雅 婧 玥 颖 乐 瑶 茜 曦"},
    {2020, 3, 7, "沐辰 浩宇 宇轩 奕辰 梓睿 子墨 亦辰 俊熙 一诺 泽宇", "若汐 一诺 梓晴 沐晴 语汐 芷晴 艺涵 可欣 婉清 思语",
     "沐 辰 浩 宇 轩 奕 梓 睿 子 墨 亦 泽 铭 景 行 知 远 晏 礼 屿 熙 安 星 淮 锦 言 承 洛 川 霖",
     "若 汐 一 诺 梓 晴 沐 语 芷 艺 涵 可 欣 婉 清 思 念 初 夏 知 夏 瑾 云 舒 星 月 禾 安 苒 棠"},
};

std::string given_name(const Decade& decade, bool male, Dice& dice) {
    if (dice.below(100) < 38) return std::string(dice.popular(male ? decade.boys : decade.girls));
    const std::string_view letters = male ? decade.boy_letters : decade.girl_letters;
    std::string name(dice.even(letters));
    if (dice.below(100) >= decade.single) name += dice.even(letters);
    return name;
}

char check_digit(std::string_view seventeen) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (seventeen[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

std::string padded(std::uint32_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - text.size(), '0') + text;
}

const Decade& pick_decade(Dice& dice) {
    std::uint32_t at = dice.below(100);
    for (const Decade& decade : decades) {
        if (at < decade.weight) return decade;
        at -= decade.weight;
    }
    return decades[0];
}

// YYYYMMDD within the decade; days stop at 28 so that every one exists, and the last year stops with September.
std::string birth_date(const Decade& decade, Dice& dice) {
    const bool last = decade.first_year == 2020;
    const std::uint32_t month_count = last ? 6 * 12 + 9 : 120;
    const std::uint32_t month = dice.below(month_count);
    return std::to_string(static_cast<std::uint32_t>(decade.first_year) + month / 12) + padded(month % 12 + 1, 2) +
           padded(dice.below(28) + 1, 2);
}

struct Person {
    std::string name, id_no, area;
};

std::string line(const Person& person) {
    const bool male = (person.id_no[16] - '0') % 2 == 1;
    const std::string birth = person.id_no.substr(6, 4) + "-" + person.id_no.substr(10, 2) + "-" + person.id_no.substr(12, 2);
    return person.name + "," + person.id_no + "," + (male ? "M" : "F") + "," + birth + "," + person.area + "\n";
}

Person random_person(Dice& dice) {
    const bool male = dice.below(1000) < 512;
    const Decade& decade = pick_decade(dice);
    // Drawn in statements of their own: the order in which a compiler evaluates arguments must not matter.
    const std::string surname(dice.pick(surnames));
    const std::string given = given_name(decade, male, dice);
    const std::string birth = birth_date(decade, dice);
    const std::uint32_t sequence = dice.below(500) * 2 + (male ? 1 : 0);
    const std::string area(dice.pick(districts));
    std::string id_no = "440199" + birth + padded(sequence, 3);
    id_no += check_digit(id_no);
    return {surname + given, id_no, area};
}

// Residents that tests and the demonstration know by name.
const std::vector<Person> known_persons{
    {"林志远", "440199199003074612", "440106"}, {"黄国强", "440199198001010012", "440104"}, {"陈美玲", "440199198001010020", "440105"},
    {"梁伟明", "44019919850615007X", "440103"}, {"何俊杰", "440199200802290018", "440113"}, {"李子轩", "440199201604060013", "440111"},
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3) {
        std::cerr << "usage: make-population FILE [COUNT]\n";
        return 2;
    }
    const std::size_t wanted = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 50'000;
    const std::filesystem::path file(argv[1]);
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out << "name,id_no,sex,birth,area\n";
    std::set<std::string> used;
    for (const Person& person : known_persons) {
        used.insert(person.id_no);
        out << line(person);
    }
    Dice dice;
    while (used.size() < wanted) {
        const Person person = random_person(dice);
        if (used.insert(person.id_no).second) out << line(person);
    }
    out.close();
    if (!out) {
        std::cerr << "cannot write " << argv[1] << "\n";
        return 1;
    }
    return 0;
}
