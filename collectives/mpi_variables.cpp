// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi_variables.hpp"

#include <mpi.h>

#include <array>

namespace fourfold {
namespace {

struct Variable {
  int index = -1;
  std::string name;
  MPI_Datatype type = MPI_DATATYPE_NULL;
  MPI_T_enum choice = MPI_T_ENUM_NULL;
};

/// Nothing where the variable is hidden: of a component that was closed.
std::optional<Variable> variable_at(int index) {
  std::array<char, 256> name{};
  int length = static_cast<int>(name.size());
  int verbosity = 0, binding = 0, scope = 0;
  Variable one{.index = index, .name = "", .type = MPI_DATATYPE_NULL, .choice = MPI_T_ENUM_NULL};
  if (MPI_T_cvar_get_info(index, name.data(), &length, &verbosity, &one.type, &one.choice, nullptr,
                          nullptr, &binding, &scope) != MPI_SUCCESS) {
    return std::nullopt;
  }
  one.name = name.data();
  return one;
}

std::optional<Variable> variable_called(const std::string& name) {
  int index = -1;
  if (MPI_T_cvar_get_index(name.c_str(), &index) != MPI_SUCCESS) return std::nullopt;
  return variable_at(index);
}

/// What gives access to one variable.
class Handle {
 public:
  explicit Handle(const Variable& variable) {
    if (MPI_T_cvar_handle_alloc(variable.index, nullptr, &handle_, &count_) != MPI_SUCCESS) {
      count_ = 0;
    }
  }
  ~Handle() {
    if (handle_ != MPI_T_CVAR_HANDLE_NULL) MPI_T_cvar_handle_free(&handle_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  int count() const { return count_; }
  bool read(void* value) const { return MPI_T_cvar_read(handle_, value) == MPI_SUCCESS; }
  bool write(const void* value) { return MPI_T_cvar_write(handle_, value) == MPI_SUCCESS; }
  template <class Value>
  std::optional<Value> value() const {
    Value value{};
    if (count_ != 1 || !read(&value)) return std::nullopt;
    return value;
  }

 private:
  MPI_T_cvar_handle handle_ = MPI_T_CVAR_HANDLE_NULL;
  int count_ = 0;
};

std::optional<std::string> text_of(const Handle& handle) {
  if (handle.count() < 1) return std::nullopt;
  std::string value(static_cast<std::size_t>(handle.count()) + 1, '\0');
  if (!handle.read(value.data())) return std::nullopt;
  return value.c_str();
}

template <class Number>
std::optional<std::string> number_of(const Handle& handle) {
  const auto value = handle.value<Number>();
  return value ? std::optional(std::to_string(*value)) : std::nullopt;
}

}  // namespace

MpiVariables& MpiVariables::of_this_process() {
  static MpiVariables one;
  return one;
}

MpiVariables::MpiVariables() {
  int provided = 0;
  open_ = MPI_T_init_thread(MPI_THREAD_SINGLE, &provided) == MPI_SUCCESS;
}

void MpiVariables::close() {
  if (open_) MPI_T_finalize();
  open_ = false;
}

std::vector<std::string> MpiVariables::names(std::string_view prefix) const {
  std::vector<std::string> found;
  int variables = 0;
  if (open_) MPI_T_cvar_get_num(&variables);
  for (int i = 0; i < variables; ++i) {
    const auto one = variable_at(i);
    if (one && one->name.starts_with(prefix)) found.push_back(one->name);
  }
  return found;
}

std::optional<std::string> MpiVariables::read(const std::string& name) const {
  const auto variable = open_ ? variable_called(name) : std::nullopt;
  if (!variable) return std::nullopt;
  const Handle handle(*variable);
  const MPI_Datatype type = variable->type;
  if (type == MPI_CHAR) return text_of(handle);
  if (type == MPI_INT) return number_of<int>(handle);
  if (type == MPI_UNSIGNED) return number_of<unsigned>(handle);
  if (type == MPI_UNSIGNED_LONG) return number_of<unsigned long>(handle);
  if (type == MPI_UNSIGNED_LONG_LONG) return number_of<unsigned long long>(handle);
  if (type != MPI_C_BOOL) return std::nullopt;
  const auto truth = handle.value<bool>();
  return truth ? std::optional<std::string>(*truth ? "true" : "false") : std::nullopt;
}

std::optional<int> MpiVariables::read_int(const std::string& name) const {
  const auto variable = open_ ? variable_called(name) : std::nullopt;
  if (!variable || variable->type != MPI_INT) return std::nullopt;
  return Handle(*variable).value<int>();
}

std::vector<std::pair<std::string, int>> MpiVariables::choices(const std::string& name) const {
  const auto variable = open_ ? variable_called(name) : std::nullopt;
  if (!variable || variable->choice == MPI_T_ENUM_NULL) return {};
  std::array<char, 256> text{};
  int length = static_cast<int>(text.size());
  int items = 0;
  if (MPI_T_enum_get_info(variable->choice, &items, text.data(), &length) != MPI_SUCCESS) return {};
  std::vector<std::pair<std::string, int>> found;
  for (int i = 0; i < items; ++i) {
    int value = 0;
    length = static_cast<int>(text.size());
    if (MPI_T_enum_get_item(variable->choice, i, &value, text.data(), &length) == MPI_SUCCESS) {
      found.emplace_back(text.data(), value);
    }
  }
  return found;
}

bool MpiVariables::write(const std::string& name, int value) {
  const auto variable = open_ ? variable_called(name) : std::nullopt;
  if (!variable || variable->type != MPI_INT) return false;
  Handle handle(*variable);
  return handle.count() == 1 && handle.write(&value) && handle.value<int>() == value;
}

}  // namespace fourfold
