// 线索举报 (catalogue row 52), written as an author would, outside of the catalog: what a report takes whose sender nobody may find.
#include "anonymous_tip.h"

#include "services/answers/fields.h"
#include "services/form/lifecycles.h"
#include "services/shapes/filing.h"

namespace services {

Service anonymous_tip() {
    return Service{
        .id = "anonymous_tip",
        .title = "线索举报",
        .department = "community",
        .kind = Kind::report,
        .channels = "WBJ",
        .anonymous = true,
        .words = {"举报", "线索", "报料", "爆料"},
        .intro = "正在发生的，请立即拨打110；不方便说话，可以发短信到12110020。这里不记录您是谁。",
        .parameters = report_parameters(),
        .fields =
            {{.key = "about",
              .label = "类别",
              .ask = "要举报哪一类？",
              .type = &choice,
              .options = {{"theft", "盗抢"}, {"fraud", "诈骗"}, {"gambling", "赌博"}, {"other", "其他"}}},
             {.key = "place", .label = "地点", .ask = "在什么地方？", .type = &line},
             {.key = "what", .label = "情况", .ask = "请写下您知道的情况", .type = &text},
             {.key = "photos", .label = "照片", .ask = "有照片的，可以发几张过来", .type = &photo, .optional = true, .several = true}},
        .submit = file_record("已收到您的线索，谢谢。"),
        .life = &report(),
        .existing = opened_by_password("举报线索")};
}

}  // namespace services
