// The departments' own systems, played: they answer about one row of a data set, well, slowly, wrongly, or not at all.
#pragma once
#include <httplib.h>

#include <map>
#include <mutex>
#include <string>

namespace sandbox {

// Any number of threads.
class Departments {
  public:
    Departments();

    // POST /department/DATA_SET for the gateway, which must show some token. For tests and the page: GET /api/departments, and POST
    // /api/departments {"data_set", "behaviour", "ms", "rows"}: behaviour is well, slow (answers after ms), silent (accepts and says
    // nothing for a minute), closed (503), wrong (200, but rows of something else) or broken (200, and half of a JSON); rows replace what
    // it knows.
    void routes(httplib::Server& server);

  private:
    struct Department {
        std::string behaviour = "well";
        int ms = 0;
        std::string rows = "[]";  // a JSON array of flat objects, the key's members among them
        int asked = 0;
    };

    void answer(const std::string& data_set, const httplib::Request& request, httplib::Response& response);
    void set(const httplib::Request& request, httplib::Response& response);

    std::mutex mutex_;  // guards what follows
    std::map<std::string, Department> departments_;
};

}  // namespace sandbox
