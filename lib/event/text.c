// SPDX-License-Identifier: BSD-2-Clause
/* A line of ss-events(5) as a line for people. */
#include <stdio.h>
#include <string.h>

#include "event/text.h"

void ss_text_paint(struct ss_view *v, const char *code)
{
	if (v->color)
		ss_strbuf_str(&v->shown, code);
}

void ss_text_path(struct ss_view *v, struct ss_json_val line, const char *path)
{
	ss_text_string(v, ss_json_path(line, path), false);
}

void ss_text_with(struct ss_view *v, struct ss_json_val line, const char *before, const char *path)
{
	if (!ss_json_exists(ss_json_path(line, path)))
		return;
	ss_strbuf_str(&v->shown, before);
	ss_text_path(v, line, path);
}

void ss_text_list(struct ss_view *v, struct ss_json_val list, const char *before, const char *sep)
{
	ss_for_each_json (item, list) {
		ss_strbuf_str(&v->shown, before);
		ss_text_string(v, item, false);
		before = sep;
	}
}

void ss_text_took(struct ss_view *v, struct ss_json_val line, const char *path)
{
	char text[SS_TEXT_NS_SIZE];
	uint64_t ns;

	if (!ss_json_get_u64(ss_json_path(line, path), &ns))
		return;
	ss_text_ns(text, ns);
	ss_strbuf_str(&v->shown, text);
}

/* Spaces behind what is shown from START on, until it has WIDTH bytes. */
void ss_text_fill(struct ss_view *v, size_t start, size_t width)
{
	while (v->shown.len - start < width && !v->shown.err)
		ss_strbuf_char(&v->shown, ' ');
}

/* Like ss_text_path(), filled up to WIDTH bytes. */
static void put_column(struct ss_view *v, struct ss_json_val line, const char *path, size_t width)
{
	size_t start = v->shown.len;

	ss_text_path(v, line, path);
	ss_text_fill(v, start, width);
	ss_strbuf_char(&v->shown, ' ');
}

/* 2026-09-25T10:11:12.003456789Z: the time of day to the millisecond, if it is one. */
void ss_text_time(struct ss_view *v, struct ss_json_val line)
{
	const char *s;
	size_t len;

	ss_json_text(ss_json_path(line, "ts"), &s, &len);
	ss_text_paint(v, DIM);
	if (len > 24 && strspn(s + 12, "0123456789:.") >= 12)
		ss_strbuf_add(&v->shown, s + 12, 12);
	ss_text_paint(v, PLAIN);
	ss_strbuf_char(&v->shown, ' ');
}

void ss_text_args(struct ss_view *v, struct ss_json_val line)
{
	struct ss_json_val args = ss_json_path(line, "process.args");
	const char *sep = "";

	ss_for_each_json (arg, args) {
		ss_strbuf_str(&v->shown, sep);
		ss_text_string(v, arg, true);
		sep = " ";
	}
	if (ss_json_exists(ss_json_path(line, "process.args_truncated")))
		ss_strbuf_str(&v->shown, " ...");
}

void ss_text_parent(struct ss_view *v, struct ss_json_val line)
{
	bool named = ss_json_exists(ss_json_path(line, "container.name"));

	if (!ss_json_exists(ss_json_path(line, "parent")))
		return;
	ss_text_paint(v, DIM);
	ss_strbuf_str(&v->shown, "  <- ");
	ss_text_path(v, line, "parent.comm");
	ss_strbuf_char(&v->shown, '(');
	ss_text_path(v, line, "parent.pid");
	ss_strbuf_char(&v->shown, ')');
	if (ss_json_exists(ss_json_path(line, "container.id"))) {
		ss_strbuf_str(&v->shown, " in ");
		ss_text_path(v, line, named ? "container.name" : "container.id");
	}
	ss_text_paint(v, PLAIN);
}

static void put_duration(struct ss_view *v, struct ss_json_val us)
{
	uint64_t n;

	if (!ss_json_get_u64(us, &n))
		return;
	if (n < 1000000)
		ss_strbuf_printf(&v->shown, " after %llu.%llu ms", (unsigned long long)n / 1000,
				 (unsigned long long)n % 1000 / 100);
	else
		ss_strbuf_printf(&v->shown, " after %llu.%llu s", (unsigned long long)n / 1000000,
				 (unsigned long long)n % 1000000 / 100000);
}

static void put_exit(struct ss_view *v, struct ss_json_val line)
{
	struct ss_json_val signal = ss_json_path(line, "process.exit_signal");
	uint64_t code = 0;

	ss_json_get_u64(ss_json_path(line, "process.exit_code"), &code);
	ss_text_paint(v, ss_json_exists(signal) || code ? RED : DIM);
	if (ss_json_exists(signal)) {
		ss_strbuf_str(&v->shown, "killed by ");
		ss_text_string(v, signal, false);
	} else {
		ss_strbuf_printf(&v->shown, "status %llu", (unsigned long long)code);
	}
	put_duration(v, ss_json_path(line, "process.duration_us"));
	ss_text_paint(v, PLAIN);
}

void ss_text_process(struct ss_view *v, struct ss_json_val line, const char *what,
		     const char *color)
{
	bool user = ss_json_exists(ss_json_path(line, "process.user"));
	size_t start;

	ss_text_time(v, line);
	ss_text_paint(v, color);
	start = v->shown.len;
	ss_text_safe(&v->shown, what,
		     strlen(what)); /* part of a type, which a recording may make up */
	ss_text_fill(v, start, 8);
	ss_text_paint(v, PLAIN);
	put_column(v, line, "process.pid", 7);
	put_column(v, line, user ? "process.user" : "process.uid", 8);
	put_column(v, line, "process.comm", 15);
}

/* "open", "chmod" ...: all of one class look alike. */
static bool put_file(struct ss_view *v, struct ss_json_val line, struct ss_json_val type)
{
	char verb[24];
	const char *s;
	size_t len;

	ss_json_text(type, &s, &len);
	if (len < 8 || len > sizeof(verb) || memcmp(s, "\"file.", 6))
		return false;
	snprintf(verb, sizeof(verb), "%.*s", (int)len - 7, s + 6);
	ss_text_process(v, line, verb,
			ss_json_exists(ss_json_path(line, "file.error")) ? RED : GREEN);
	ss_text_file(v, line, ss_text_is(type, "file.chmod"));
	ss_text_parent(v, line);
	return true;
}

static bool put_call(struct ss_view *v, struct ss_json_val line, struct ss_json_val type)
{
	if (ss_text_is(type, "syscall.exit")) {
		bool failed = ss_json_exists(ss_json_path(line, "syscall.error"));

		ss_text_process(v, line, "call", failed ? RED : GREEN);
		ss_text_syscall(v, ss_json_path(line, "syscall"));
	} else if (ss_text_is(type, "uprobe.hit")) {
		ss_text_process(v, line, "hit", GREEN);
		ss_text_uprobe(v, ss_json_path(line, "uprobe"));
	} else {
		return false;
	}
	ss_text_parent(v, line);
	return true;
}

/* Events of sockets: false if the line is none. */
static bool put_socket(struct ss_view *v, struct ss_json_val line, struct ss_json_val type)
{
	static const struct {
		const char *type, *what, *color;
		void (*put)(struct ss_view *v, struct ss_json_val line);
	} kinds[] = {
		{ "net.connect", "connect", GREEN, ss_text_net },
		{ "net.accept", "accept", GREEN, ss_text_net },
		{ "net.listen", "listen", YELLOW, ss_text_net },
		{ "net.bind", "bind", YELLOW, ss_text_net },
		{ "net.close", "close", DIM, ss_text_net },
		{ "dns.query", "query", YELLOW, ss_text_dns },
		{ "dns.answer", "answer", YELLOW, ss_text_dns },
		{ "tls.client_hello", "hello", YELLOW, ss_text_tls },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!ss_text_is(type, kinds[i].type))
			continue;
		ss_text_process(v, line, kinds[i].what, kinds[i].color);
		kinds[i].put(v, line);
		ss_text_parent(v, line);
		return true;
	}
	return false;
}

void ss_text_write(struct ss_view *v, struct ss_json_val line)
{
	struct ss_json_val type = ss_json_path(line, "type");

	if (ss_text_is(type, "process.exec") || ss_text_is(type, "meta.snapshot")) {
		ss_text_process(v, line, ss_text_is(type, "process.exec") ? "exec" : "there",
				GREEN);
		ss_text_args(v, line);
		ss_text_parent(v, line);
	} else if (ss_text_is(type, "process.exec_failed")) {
		ss_text_process(v, line, "failed", RED);
		ss_text_string(v, ss_json_path(line, "exec.path"), true);
		ss_strbuf_str(&v->shown, ": ");
		ss_text_path(v, line, "exec.error");
		ss_text_path(v, line, "exec.errno"); /* where the error has no name */
		ss_text_parent(v, line);
	} else if (ss_text_is(type, "process.fork")) {
		ss_text_process(v, line, "fork", YELLOW);
		ss_text_parent(v, line);
	} else if (ss_text_is(type, "process.exit")) {
		ss_text_process(v, line, "exit", DIM);
		put_exit(v, line);
	} else if (!put_file(v, line, type) && !put_socket(v, line, type) &&
		   !put_call(v, line, type) && !ss_text_deed(v, line) &&
		   !ss_text_reaper(v, line, type) && !ss_text_breaker(v, line, type) &&
		   !ss_text_meta(v, line, type) && !ss_text_table(v, line)) {
		const char *text;
		size_t len;

		ss_json_text(line, &text, &len);
		ss_text_safe(&v->shown, text, len);
	}
}
