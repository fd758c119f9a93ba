// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "bench/config/yaml_document.hpp"

namespace fourfold {

/// The document with one value replaced or added: `path=value`, the path made of keys and indices
/// from 0 (`cases[0].measure.precision`), the value YAML. Keys on the way that are absent are made;
/// whether they mean anything is for the reader to say, which then finds them at the position
/// {"--set path=value", 1, column within path=value}. Throws InputError for a path that is no path,
/// an index beyond its list, a step into what is no list or map, and a value that is no YAML.
std::shared_ptr<const YamlNode> with_override(const std::shared_ptr<const YamlNode>& root,
                                              const std::string& path_and_value);

}  // namespace fourfold
