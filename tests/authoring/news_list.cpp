// 警务资讯 and 办事指南 (catalogue rows 45 and 46), written as an author would, outside of the catalog: what a service of articles takes.
#include "news_list.h"

#include "services/shapes/articles.h"

namespace services {

Service news_list() {
    const Articles news{
        .collection = "news", .called = "警务资讯", .advice = "紧急情况请拨打110。", .offers = {{"看办事指南", "guide_list"}}};
    return Service{.id = "news_list",
                   .title = "警务资讯与警情通报",
                   .department = "community",
                   .kind = Kind::information,
                   .channels = "WBJ",
                   .words = {"通报", "资讯"},
                   .fields = questions(news),
                   .submit = articles(news),
                   .collections = {news.collection}};
}

Service guide_list() {
    const Articles guides{.collection = "guides",
                          .called = "办事指南",
                          .ask = "要查哪方面的指南？请输入关键词，例如：护照",
                          .offers = {{"附近派出所", "police_station_directory"}}};
    return Service{.id = "guide_list",
                   .title = "办事指南",
                   .department = "community",
                   .kind = Kind::information,
                   .channels = "WBJ",
                   .words = {"指南"},
                   .fields = questions(guides),
                   .submit = articles(guides),
                   .collections = {guides.collection}};
}

}  // namespace services
