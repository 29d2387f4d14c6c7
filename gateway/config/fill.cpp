#include "gateway/config/fill.h"

#include <map>
#include <string>
#include <vector>

#include "gateway/config/files.h"

namespace gateway {

namespace {

using json::Node;

class Filler {
  public:
    explicit Filler(const Keys& keys) {
        for (const Key& key : keys) {
            if (!key.path.empty()) below_[std::string(parent_of(key.path))].push_back(&key);
        }
    }

    void fill(const Node& node, const Key& key, const Target& target) const {
        if (key.into.read) return key.into.read(target, node);
        const auto inner = [&] { return key.into.inside ? key.into.inside(target) : target; };
        if (node.type == json::Type::list) {
            for (const Node& item : node.items) fill_below(item, key.path + "[]", inner());
        } else {
            fill_below(node, key.path, inner());
        }
    }

  private:
    void fill_below(const Node& node, const std::string& path, const Target& target) const {
        const auto rows = below_.find(path);
        if (rows == below_.end() || node.type != json::Type::object) return;
        for (const Key* key : rows->second) fill(node.at(name_of(key->path)), *key, target);
    }

    std::map<std::string, std::vector<const Key*>> below_;
};

}  // namespace

std::vector<const Node*> values_at(const Node& root, std::string_view path) {
    if (path.empty()) return {&root};
    std::vector<const Node*> found;
    if (path.ends_with("[]")) {
        for (const Node* list : values_at(root, path.substr(0, path.size() - 2))) {
            for (const Node& item : list->items) found.push_back(&item);
        }
    } else {
        for (const Node* parent : values_at(root, parent_of(path))) {
            if (parent->type == json::Type::object) found.push_back(&parent->at(name_of(path)));
        }
    }
    return found;
}

void open_secrets(Node& root, const Keys& keys, Findings& findings) {
    for (const Key& key : keys) {
        if (key.form != Form::secret && key.form != Form::key_file) continue;
        for (const Node* value : values_at(root, key.path)) {
            auto& node = const_cast<Node&>(*value);  // root itself may be changed
            const Node* path = node.find("file");
            if (path == nullptr) continue;
            if (key.form == Form::key_file) {
                node.text = path->text;
                continue;
            }
            auto file = read_secret_file(path->text);
            if (!file.text) findings.error(path->place, std::string(name_of(key.path)) + " in \"" + path->text + "\": " + file.why);
            node.text = file.text.value_or("");
        }
    }
}

void fill(const Node& root, const Keys& keys, const Target& target) { Filler(keys).fill(root, keys.front(), target); }

}  // namespace gateway
