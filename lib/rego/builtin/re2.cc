/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the regular expressions that must speak C++. */
#include "rego/builtin/re2.h"

#include <re2/re2.h>

#include <new>

/* As many groups as a pattern usually has; more are looked up with memory of their own. */
static const int kFewGroups = 16;
/* What one pattern may take; patterns that Go takes must not fail for want of it. */
static const int64_t kMemory[] = { 4 << 20, 64 << 20 };

static const RE2 *re2_of(const struct rego_re2 *re)
{
	return reinterpret_cast<const RE2 *>(re);
}

struct rego_re2 *rego_re2_new(const char *pattern, size_t len)
{
	RE2::Options options;

	options.set_log_errors(false);
	for (int64_t memory : kMemory) {
		RE2 *re;

		options.set_max_mem(memory);
		re = new (std::nothrow) RE2(re2::StringPiece(pattern, len), options);
		if (!re || re->ok())
			return reinterpret_cast<struct rego_re2 *>(re);
		delete re;
	}
	return nullptr;
}

void rego_re2_free(struct rego_re2 *re)
{
	delete reinterpret_cast<RE2 *>(re);
}

size_t rego_re2_size(const struct rego_re2 *re)
{
	/* The program, the other one for going backwards, states that were met. */
	return static_cast<size_t>(re2_of(re)->ProgramSize()) * 64 + (16 << 10);
}

int rego_re2_groups(const struct rego_re2 *re)
{
	return re2_of(re)->NumberOfCapturingGroups();
}

static void tell_spans(const re2::StringPiece *found, const char *text, struct rego_span *spans,
		       int n)
{
	for (int i = 0; i < n; i++) {
		spans[i].start = spans[i].end = -1;
		if (!found[i].data())
			continue;
		spans[i].start = (int)(found[i].data() - text);
		spans[i].end = spans[i].start + (int)found[i].size();
	}
}

bool rego_re2_search(const struct rego_re2 *re, const char *text, size_t len, size_t start,
		       struct rego_span *spans, int n)
{
	re2::StringPiece few[kFewGroups], *found = few;
	bool is = false;

	if (n > kFewGroups)
		found = new (std::nothrow) re2::StringPiece[n];
	if (found)
		is = re2_of(re)->Match(re2::StringPiece(text, len), start, len, RE2::UNANCHORED,
				       n ? found : nullptr, n);
	if (is)
		tell_spans(found, text, spans, n);
	if (found != few)
		delete[] found;
	return is;
}
