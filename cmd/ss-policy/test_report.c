// SPDX-License-Identifier: BSD-2-Clause
/* Results of tests, as opa test prints them. */
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "test.h"

#define LINE "--------------------------------------------------------------------------------\n"

static const char *const words[TEST_OUTCOMES] = {
	[TEST_PASS] = "PASS",
	[TEST_FAIL] = "FAIL",
	[TEST_SKIP] = "SKIPPED",
	[TEST_ERROR] = "ERROR",
};

/* 1.234567ms: as time.Duration of Go is printed. */
static void put_duration(struct ss_strbuf *out, uint64_t ns)
{
	static const struct {
		const char *unit;
		uint64_t ns;
		int digits;
	} units[] = { { "s", 1000000000, 9 }, { "ms", 1000000, 6 }, { "µs", 1000, 3 } };
	char text[32];
	size_t len;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (ns < units[i].ns)
			continue;
		snprintf(text, sizeof(text), "%llu.%0*llu", (unsigned long long)(ns / units[i].ns),
			 units[i].digits, (unsigned long long)(ns % units[i].ns));
		len = strlen(text);
		while (text[len - 1] == '0')
			len--;
		len -= text[len - 1] == '.';
		ss_strbuf_printf(out, "%.*s%s", (int)len, text, units[i].unit);
		return;
	}
	ss_strbuf_printf(out, "%lluns", (unsigned long long)ns);
}

/* What it printed, each line indented, with an empty one around. */
static void put_output(struct ss_strbuf *out, const struct ss_strbuf *said)
{
	const char *at = said->data;
	size_t len = said->len;

	if (!len)
		return;
	while (len && at[len - 1] == '\n')
		len--;
	ss_strbuf_str(out, "\n  ");
	for (size_t i = 0; i < len; i++) {
		ss_strbuf_char(out, at[i]);
		if (at[i] == '\n')
			ss_strbuf_str(out, "  ");
	}
	ss_strbuf_str(out, "\n\n");
}

static void put_pretty(struct test_report *r, const struct test_result *t)
{
	struct ss_strbuf *out = &r->out;
	const char *file = t->loc.source ? t->loc.source->name : "";

	if (r->last_file && strcmp(r->last_file, file))
		ss_strbuf_char(out, '\n');
	r->last_file = file;
	r->dirty = true;
	ss_strbuf_printf(out, "%s:%u:\n%s.%s: %s", file, t->loc.row, t->package, t->name,
			 words[t->outcome]);
	if (t->outcome != TEST_SKIP) {
		ss_strbuf_str(out, " (");
		put_duration(out, t->took_ns);
		ss_strbuf_char(out, ')');
	}
	ss_strbuf_char(out, '\n');
	for (size_t i = 0; i < t->case_count; i++)
		if (r->verbose || t->cases[i].failed)
			ss_strbuf_printf(out, "  %s: %s\n", t->cases[i].name,
					 words[t->cases[i].failed ? TEST_FAIL : TEST_PASS]);
	put_output(out, &t->output);
	if (t->outcome == TEST_ERROR)
		ss_strbuf_printf(out, "  %s\n", t->error.data ? t->error.data : "");
}

static void put_base64(struct ss_strbuf *out, const char *s, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t n = (unsigned char)s[i] << 16;

		n |= i + 1 < len ? (unsigned char)s[i + 1] << 8 : 0;
		n |= i + 2 < len ? (unsigned char)s[i + 2] : 0;
		ss_strbuf_char(out, digits[n >> 18]);
		ss_strbuf_char(out, digits[n >> 12 & 63]);
		ss_strbuf_char(out, i + 1 < len ? digits[n >> 6 & 63] : '=');
		ss_strbuf_char(out, i + 2 < len ? digits[n & 63] : '=');
	}
}

static void put_text(struct ss_strbuf *out, const char *before, const char *s, const char *after)
{
	struct ss_json w;

	ss_strbuf_str(out, before);
	ss_json_init(&w, out);
	ss_json_cstr(&w, NULL, s);
	ss_strbuf_str(out, after);
}

static void put_json(struct test_report *r, const struct test_result *t)
{
	struct ss_strbuf *out = &r->out;

	ss_strbuf_str(out, r->results ? ",\n  {\n" : "\n  {\n");
	put_text(out, "    \"location\": {\n      \"file\": ",
		 t->loc.source ? t->loc.source->name : "", ",\n");
	ss_strbuf_printf(out, "      \"row\": %u,\n      \"col\": %u\n    },\n", t->loc.row, t->loc.col);
	put_text(out, "    \"package\": ", t->package, ",\n");
	put_text(out, "    \"name\": ", t->name, ",\n");
	if (t->outcome == TEST_FAIL)
		ss_strbuf_str(out, "    \"fail\": true,\n");
	if (t->outcome == TEST_ERROR)
		put_text(out, "    \"error\": ", t->error.data ? t->error.data : "", ",\n");
	if (t->outcome == TEST_SKIP)
		ss_strbuf_str(out, "    \"skip\": true,\n");
	ss_strbuf_printf(out, "    \"duration\": %llu", (unsigned long long)t->took_ns);
	if (t->output.len) {
		ss_strbuf_str(out, ",\n    \"output\": \"");
		put_base64(out, t->output.data, t->output.len);
		ss_strbuf_char(out, '"');
	}
	if (t->case_count)
		ss_strbuf_str(out, ",\n    \"sub_results\": {");
	for (size_t i = 0; i < t->case_count; i++) {
		put_text(out, i ? ",\n      " : "\n      ", t->cases[i].name, ": {\n");
		put_text(out, "        \"name\": ", t->cases[i].name,
			 t->cases[i].failed ? ",\n        \"fail\": true\n      }" : "\n      }");
	}
	ss_strbuf_str(out, t->case_count ? "\n    }\n  }" : "\n  }");
}

static void count(struct test_report *r, const struct test_result *t)
{
	r->count[t->outcome] += !t->case_count;
	for (size_t i = 0; i < t->case_count; i++)
		r->count[t->cases[i].failed ? TEST_FAIL : TEST_PASS]++;
}

void test_report_one(struct test_report *r, const struct test_result *t)
{
	if (r->json && !r->results)
		ss_strbuf_char(&r->out, '[');
	count(r, t);
	if (r->json)
		put_json(r, t);
	else if (r->verbose || t->outcome != TEST_PASS)
		put_pretty(r, t);
	r->results++;
}

void test_report_end(struct test_report *r)
{
	static const enum test_outcome order[] = { TEST_PASS, TEST_FAIL, TEST_SKIP, TEST_ERROR };
	size_t total = 0;

	if (r->json) {
		ss_strbuf_str(&r->out, r->results ? "\n]\n" : "[]\n");
		return;
	}
	if (r->dirty)
		ss_strbuf_str(&r->out, LINE);
	for (int i = 0; i < TEST_OUTCOMES; i++)
		total += r->count[i];
	for (int i = 0; i < TEST_OUTCOMES; i++)
		if (r->count[order[i]])
			ss_strbuf_printf(&r->out, "%s: %zu/%zu\n", words[order[i]],
					 r->count[order[i]], total);
}
