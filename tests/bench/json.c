// SPDX-License-Identifier: BSD-2-Clause
/* JSON of event lines: ours, cJSON and simdjson, in turns over the same lines. */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/json_doc.h"
#include "core/json_read.h"
#include "json_events.h"
#ifdef HAVE_CJSON
#include <cjson/cJSON.h>
#endif

#define LINES	4000
#define ROUNDS	15
#define PADDING 64

static struct event events[LINES];
static struct ss_json_doc *doc;
static struct ss_strbuf out;

/* Of this thread, so that what others run here counts less. */
static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void make_lines(struct lines *lines)
{
	struct ss_strbuf b = { 0 };
	struct ss_json w;

	lines->text = calloc(LINES, sizeof(lines->text[0]));
	lines->len = calloc(LINES, sizeof(lines->len[0]));
	ss_json_init(&w, &b);
	for (size_t i = 0; i < LINES; i++) {
		char *text;

		event_make(&events[i], 81234 + i);
		ss_strbuf_clear(&b);
		event_write(&w, &events[i]);
		text = calloc(1, b.len - 1 + PADDING);
		memcpy(text, b.data, b.len - 1);
		lines->text[i] = text;
		lines->len[i] = b.len - 1;
		lines->bytes += b.len - 1;
	}
	lines->count = LINES;
	ss_strbuf_fini(&b);
}

static void parse(const char *text, size_t len)
{
	if (ss_json_parse(doc, text, len, NULL))
		abort();
}

static uint64_t ours_parse(const struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		parse(lines->text[i], lines->len[i]);
	return 0;
}

static uint64_t str_len(struct ss_json_val v)
{
	char buf[256];
	const char *s;
	size_t len;

	if (!ss_json_get_str(v, buf, &s, &len))
		abort();
	return len + (unsigned char)s[len - 1];
}

static uint64_t ours_read(const struct lines *lines)
{
	uint64_t sum = 0, pid;

	for (size_t i = 0; i < lines->count; i++) {
		struct ss_json_val root;

		parse(lines->text[i], lines->len[i]);
		root = ss_json_root(doc);
		sum += str_len(ss_json_path(root, "type"));
		sum += str_len(ss_json_path(root, "ts"));
		sum += str_len(ss_json_path(root, "process.exe"));
		sum += str_len(ss_json_first(ss_json_path(root, "process.args")));
		sum += ss_json_get_u64(ss_json_path(root, "process.pid"), &pid) ? pid : 0;
		sum += str_len(ss_json_path(root, "parent.exe"));
	}
	return sum;
}

static uint64_t ours_write(const struct lines *lines)
{
	struct ss_json w;

	ss_json_init(&w, &out);
	for (size_t i = 0; i < lines->count; i++) {
		if (out.len > 60000)
			ss_strbuf_clear(&out);
		event_write(&w, &events[i]);
	}
	return 0;
}

#ifdef HAVE_CJSON
static uint64_t cjson_str_len(const cJSON *v)
{
	size_t len = strlen(v->valuestring);

	return len + (unsigned char)v->valuestring[len - 1];
}

static uint64_t cjson_read(const struct lines *lines)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < lines->count; i++) {
		cJSON *root = cJSON_ParseWithLength(lines->text[i], lines->len[i]);
		cJSON *process = cJSON_GetObjectItemCaseSensitive(root, "process");
		cJSON *parent = cJSON_GetObjectItemCaseSensitive(root, "parent");

		sum += cjson_str_len(cJSON_GetObjectItemCaseSensitive(root, "type"));
		sum += cjson_str_len(cJSON_GetObjectItemCaseSensitive(root, "ts"));
		sum += cjson_str_len(cJSON_GetObjectItemCaseSensitive(process, "exe"));
		sum += cjson_str_len(
			cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(process, "args"), 0));
		sum += (uint64_t)cJSON_GetObjectItemCaseSensitive(process, "pid")->valuedouble;
		sum += cjson_str_len(cJSON_GetObjectItemCaseSensitive(parent, "exe"));
		cJSON_Delete(root);
	}
	return sum;
}

/* Only the printing: the trees are there. */
static uint64_t cjson_write(const struct lines *lines)
{
	static cJSON *trees[LINES];
	static char text[65536];

	for (size_t i = 0; i < lines->count; i++) {
		if (!trees[i])
			trees[i] = cJSON_ParseWithLength(lines->text[i], lines->len[i]);
		if (!cJSON_PrintPreallocated(trees[i], text, sizeof(text), 0))
			abort();
	}
	return 0;
}
#endif

static const struct contender readers[] = {
	{ "ours: parse + 6 fields", ours_read, 1 },
	{ "ours: parse only", ours_parse, 0 },
#ifdef HAVE_CJSON
	{ "cJSON: parse + 6 fields", cjson_read, 1 },
#endif
	{ 0 },
};

static const struct contender writers[] = {
	{ "ours: write", ours_write, 0 },
#ifdef HAVE_CJSON
	{ "cJSON: print a ready tree", cjson_write, 0 },
#endif
	{ 0 },
};

#ifndef HAVE_SIMDJSON
const struct contender simd_contenders[] = { { 0 } };

const char *simd_description(void)
{
	return "not here (libsimdjson-dev, g++): skipped";
}
#endif

/* All in turns, so that a noisy neighbour meets all; the best round of each counts. */
static void race(const struct lines *lines, const struct contender *const *all, size_t count)
{
	uint64_t best[16], want = all[0]->pass(lines), t;

	for (size_t i = 0; i < count; i++)
		best[i] = UINT64_MAX;
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < count; i++) {
			uint64_t sum;

			t = now_ns();
			sum = all[i]->pass(lines);
			t = now_ns() - t;
			if (all[i]->reads && sum != want) {
				fprintf(stderr, "%s read something else\n", all[i]->name);
				exit(1);
			}
			if (t < best[i])
				best[i] = t;
		}
	for (size_t i = 0; i < count; i++)
		printf("  %-40s %6.0f ns/line %6.2f GB/s  x%.2f\n", all[i]->name,
		       (double)best[i] / (double)lines->count,
		       (double)lines->bytes / (double)best[i], (double)best[i] / (double)best[0]);
}

static size_t add(const struct contender **all, size_t count, const struct contender *more)
{
	for (; more->name; more++)
		all[count++] = more;
	return count;
}

/* The masks that other machines would have, slower than this one's. */
static void slower_machines(const struct lines *lines)
{
	for (const struct ss_json_simd *simd = ss_json_simd(); simd->name; simd++) {
		char name[64];
		const struct contender one = { name, ours_parse, 0 }, *all[] = { &one };

		snprintf(name, sizeof(name), "ours: parse only, %s", simd->name);
		doc->scan.simd = simd;
		race(lines, all, 1);
	}
	doc->scan.simd = ss_json_simd();
}

int main(void)
{
	const struct contender *all[16];
	struct lines lines = { 0 };
	size_t count;

	doc = ss_json_doc_new();
	make_lines(&lines);
	printf("JSON: %zu different lines, %zu bytes each on average, best of %d rounds\n",
	       lines.count, lines.bytes / lines.count, ROUNDS);
#ifndef HAVE_CJSON
	printf("  cJSON: not here (libcjson-dev): skipped\n");
#endif
	printf("  simdjson: %s\n", simd_description());
	count = add(all, 0, readers);
	race(&lines, all, add(all, count, simd_contenders));
	slower_machines(&lines);
	race(&lines, all, add(all, 0, writers));
	return 0;
}
