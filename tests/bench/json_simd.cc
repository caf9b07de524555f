// SPDX-License-Identifier: BSD-2-Clause
/* simdjson's side of the JSON benchmark. */
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "json.h"

using namespace simdjson;

#define STRING_OF(word) #word
#define STRING(macro)	STRING_OF(macro)

static uint64_t of(std::string_view s)
{
	return s.size() + (unsigned char)s.back();
}

static uint64_t read_dom(dom::parser &parser, const char *text, size_t len)
{
	dom::element root = parser.parse(text, len, false);
	uint64_t sum = of(root["type"]) + of(root["ts"]);

	sum += of(root["process"]["exe"]) + of(root["process"]["args"].at(0));
	sum += uint64_t(root["process"]["pid"]);
	return sum + of(root["parent"]["exe"]);
}

/* Checks only what it reads, and the UTF-8 of all: a bad value that is skipped passes. */
static uint64_t read_on_demand(ondemand::parser &parser, const char *text, size_t len)
{
	ondemand::document root = parser.iterate(text, len, len + SIMDJSON_PADDING);
	uint64_t sum = of(root["type"]);

	/* In the order of the text, which is the fastest for it. */
	sum += of(root["ts"]);
	ondemand::object process = root["process"];
	sum += uint64_t(process["pid"]);
	sum += of(process["exe"]);
	sum += of(process["args"].at(0));
	return sum + of(root["parent"]["exe"]);
}

/* What a reader of stdin must do whose lines have no readable bytes behind them. */
static const char *padded(const char *text, size_t len)
{
	static char *copy;
	static size_t cap;

	if (cap < len + SIMDJSON_PADDING) {
		cap = (len + SIMDJSON_PADDING) * 2;
		copy = (char *)std::realloc(copy, cap);
	}
	std::memcpy(copy, text, len);
	std::memset(copy + len, 0, SIMDJSON_PADDING);
	return copy;
}

template <bool copies> static uint64_t dom_read(const struct lines *lines)
{
	static dom::parser parser;
	uint64_t sum = 0;

	for (size_t i = 0; i < lines->count; i++) {
		const char *text = lines->text[i];

		sum += read_dom(parser, copies ? padded(text, lines->len[i]) : text, lines->len[i]);
	}
	return sum;
}

template <bool copies> static uint64_t on_demand_read(const struct lines *lines)
{
	static ondemand::parser parser;
	uint64_t sum = 0;

	for (size_t i = 0; i < lines->count; i++) {
		const char *text = lines->text[i];

		sum += read_on_demand(parser, copies ? padded(text, lines->len[i]) : text,
				      lines->len[i]);
	}
	return sum;
}

static uint64_t dom_parse(const struct lines *lines)
{
	static dom::parser parser;

	for (size_t i = 0; i < lines->count; i++)
		if (parser.parse(lines->text[i], lines->len[i], false).error())
			std::abort();
	return 0;
}

/* On a machine with AVX2 and no more. */
static uint64_t dom_parse_avx2(const struct lines *lines)
{
	static dom::parser parser;
	const implementation *best = get_active_implementation();

	get_active_implementation() = get_available_implementations()["haswell"];
	for (size_t i = 0; i < lines->count; i++)
		if (parser.parse(lines->text[i], lines->len[i], false).error())
			std::abort();
	get_active_implementation() = best;
	return 0;
}

extern "C" {
const struct contender simd_contenders[] = {
	{ "simdjson DOM: parse + 6 fields", dom_read<false>, 1 },
	{ "simdjson DOM: copy + parse + 6 fields", dom_read<true>, 1 },
	{ "simdjson DOM: parse only", dom_parse, 0 },
#if SIMDJSON_IS_X86_64
	{ "simdjson DOM: parse only, AVX2", dom_parse_avx2, 0 },
#endif
	{ "simdjson On-Demand: 6 fields", on_demand_read<false>, 1 },
	{ "simdjson On-Demand: copy + 6 fields", on_demand_read<true>, 1 },
	{ nullptr, nullptr, 0 },
};

const char *simd_description(void)
{
	static std::string text = "version " + std::to_string(SIMDJSON_VERSION_MAJOR) + "." +
				  std::to_string(SIMDJSON_VERSION_MINOR) + ", DOM " +
				  get_active_implementation()->name() + ", On-Demand " +
				  STRING(SIMDJSON_BUILTIN_IMPLEMENTATION);

	return text.c_str();
}
}
