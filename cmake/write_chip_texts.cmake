# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
# Run at build time (cmake -P): writes OUTPUT, the source of bench/config/chip_texts.hpp, from
# SOURCE_DIR/configs/chips/*.yaml, so that the program has them wherever it lies.
file(GLOB files RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/configs/chips/*.yaml)
list(SORT files)
set(rows "")
foreach(file IN LISTS files)
  file(READ ${SOURCE_DIR}/${file} text)
  string(APPEND rows "    {\"${file}\", R\"chip(${text})chip\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Written by cmake/write_chip_texts.cmake.
#include \"bench/config/chip_texts.hpp\"

namespace fourfold {

const std::vector<ChipText>& chip_texts() {
  static const std::vector<ChipText> texts{
${rows}  };
  return texts;
}

}  // namespace fourfold
")
