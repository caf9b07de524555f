// SPDX-License-Identifier: BSD-2-Clause
/* Stacks in lines: "vfs_read+0x9b" in the kernel, "libc.so.6+0x10e6f2" in a process. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "event/reaper_impl.h"

static void put_address(struct ss_json *w, uint64_t address)
{
	ss_json_hex(w, NULL, address);
}

/* What a call returns to may be the next function's beginning: ask for the byte before it. */
static void put_kernel_frame(struct ss_json *w, struct ss_kallsyms *symbols, uint64_t address,
			     bool innermost)
{
	struct ss_symbol symbol;
	char text[256];
	int len;

	if (!symbols || !ss_kallsyms_find(symbols, address - !innermost, &symbol)) {
		put_address(w, address);
		return;
	}
	len = snprintf(text, sizeof(text), "%.*s+0x%" PRIx64, 160, symbol.name,
		       symbol.offset + !innermost);
	if (symbol.module)
		snprintf(text + len, sizeof(text) - len, " [%.*s]", 60, symbol.module);
	ss_json_cstr(w, NULL, text);
}

static void put_kernel(struct ss_json *w, const struct ss_reap_names *names,
		       const struct ss_reap_stack *stack)
{
	ss_json_array(w, "kernel");
	for (size_t i = 0; i < stack->kernel_frames; i++)
		put_kernel_frame(w, names->symbols, stack->kernel[i], !i);
	ss_json_end_array(w);
}

/* A line of "[<0>] vfs_read+0x9b/0x300 [fuse]", without its newline: what is in it. */
static void put_text_frame(struct ss_json *w, const char *line, size_t len)
{
	const char *at = memchr(line, ' ', len), *slash, *module;
	char text[256];

	if (!at || *line != '[') {
		ss_json_str(w, NULL, line, len);
		return;
	}
	len -= at + 1 - line;
	line = at + 1;
	slash = memchr(line, '/', len);
	if (!slash) {
		ss_json_str(w, NULL, line, len);
		return;
	}
	module = memchr(slash, ' ', line + len - slash);
	snprintf(text, sizeof(text), "%.*s%.*s", (int)(slash - line), line,
		 module ? (int)(line + len - module) : 0, module ? module : "");
	ss_json_str(w, NULL, text, strlen(text));
}

static void put_text(struct ss_json *w, const char *text)
{
	ss_json_array(w, "kernel");
	for (int i = 0; *text && i < SS_REAP_FRAMES; i++) {
		size_t len = strcspn(text, "\n");

		put_text_frame(w, text, len);
		text += len + !!text[len];
	}
	ss_json_end_array(w);
}

/* "libc.so.6+0x10e6f2": the last name of the path.  The length, 0: it is in no file. */
static size_t name_user_frame(const struct ss_maps *maps, uint64_t address, char text[static 320])
{
	struct ss_mapped mapped;
	const char *slash;
	int len;

	if (!maps || !ss_maps_find(maps, address, &mapped))
		return 0;
	slash = memrchr(mapped.file, '/', mapped.len);
	if (slash) {
		mapped.len -= slash + 1 - mapped.file;
		mapped.file = slash + 1;
	}
	if (mapped.len > 280)
		mapped.len = 280;
	memcpy(text, mapped.file, mapped.len);
	len = snprintf(text + mapped.len, 320 - mapped.len, "+0x%" PRIx64, mapped.offset);
	return mapped.len + len;
}

static void put_user(struct ss_json *w, const struct ss_reap_names *names,
		     const struct ss_reap_stack *stack)
{
	struct ss_maps *maps = names->maps;
	bool repaired = false;
	char text[320];
	size_t len;

	if (maps && ss_maps_load(maps, &stack->id))
		maps = NULL;
	ss_json_array(w, "user");
	for (size_t i = 0; i < stack->user_frames; i++) {
		len = name_user_frame(maps, stack->user[i], text);
		if (len)
			repaired |= ss_json_str(w, NULL, text, len);
		else
			put_address(w, stack->user[i]);
	}
	ss_json_end_array(w);
	if (!repaired)
		return;
	ss_json_array(w, "user_hex");
	for (size_t i = 0; i < stack->user_frames; i++) {
		len = name_user_frame(maps, stack->user[i], text);
		if (!len)
			len = snprintf(text, sizeof(text), "0x%" PRIx64, (uint64_t)stack->user[i]);
		ss_json_str_hex(w, NULL, text, len);
	}
	ss_json_end_array(w);
}

void ss_reap_stack_write(struct ss_json *w, const struct ss_reap_names *names,
			 const struct ss_reap_stack *stack)
{
	bool text = stack->text && *stack->text;

	if (!stack->kernel_frames && !stack->user_frames && !text)
		return;
	ss_json_object(w, "stack");
	if (stack->kernel_frames)
		put_kernel(w, names, stack);
	else if (text)
		put_text(w, stack->text);
	if (stack->user_frames)
		put_user(w, names, stack);
	ss_json_end_object(w);
}
