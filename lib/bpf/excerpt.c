// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/excerpt.h"

#include <bpf/btf.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf/probe_impl.h"
#include "core/strbuf.h"

/*
 * A relocation goes into what a type holds, never through a pointer: every
 * pointer of the excerpt is this one, to void.  Hence an excerpt is small.
 */
#define POINTER 1

#define SLOTS 4096 /* a power of two, some times as many as an object has named types */

struct excerpt {
	const struct btf *kernel;
	const char *wanted[SLOTS]; /* by hash; flavours without their tail */
	uint32_t *ids;		   /* by the kernel's id, ours; 0: not taken */
	uint32_t *taken;	   /* in the order of our ids, the kernel's */
	size_t count;
	struct ss_strbuf types, strings;
};

/* Of "task_struct___old" those of the name of the kernel. */
static size_t essential(const char *name)
{
	const char *tail = strstr(name, "___");

	return tail && tail > name && tail[3] && tail[3] != '_' ? (size_t)(tail - name)
								: strlen(name);
}

static uint32_t hash(const char *name, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * 16777619u;
	return h;
}

/* The slot of a name: where it is, or the empty one where it would be. */
static const char **slot_of(struct excerpt *e, const char *name, size_t len)
{
	uint32_t i = hash(name, len);

	while (true) {
		const char **slot = &e->wanted[i++ % SLOTS];

		if (!*slot || (essential(*slot) == len && !memcmp(*slot, name, len)))
			return slot;
	}
}

/* Can a relocation begin at it? */
static bool is_root(const struct btf_type *t)
{
	return t->name_off && (btf_is_composite(t) || btf_is_any_enum(t) || btf_is_typedef(t) ||
			       btf_is_int(t) || btf_is_float(t));
}

static int want(struct excerpt *e, const struct btf *object)
{
	uint32_t n = btf__type_cnt(object);

	if (n > SLOTS / 2)
		return -E2BIG;
	for (uint32_t id = 1; id < n; id++) {
		const struct btf_type *t = btf__type_by_id(object, id);
		const char *name = btf__name_by_offset(object, t->name_off);

		if (is_root(t))
			*slot_of(e, name, essential(name)) = name;
	}
	return 0;
}

/* Nothing that a type holds. */
static bool stands_alone(const struct btf_type *t)
{
	return btf_is_func_proto(t) || btf_is_func(t) || btf_is_var(t) || btf_is_datasec(t) ||
	       btf_is_decl_tag(t);
}

/* Our id of the kernel's type: taken if it was not yet. */
static uint32_t take(struct excerpt *e, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(e->kernel, id);

	if (!id || stands_alone(t))
		return 0;
	if (btf_is_ptr(t))
		return POINTER;
	if (!e->ids[id]) {
		e->taken[e->count++] = id;
		e->ids[id] = POINTER + e->count;
	}
	return e->ids[id];
}

static uint32_t add_string(struct excerpt *e, uint32_t offset)
{
	const char *s = offset ? btf__name_by_offset(e->kernel, offset) : "";
	uint32_t at = e->strings.len;

	if (!*s)
		return 0;
	ss_strbuf_add(&e->strings, s, strlen(s) + 1);
	return at;
}

static size_t size_of(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_INT: return sizeof(*t) + sizeof(uint32_t);
	case BTF_KIND_ARRAY: return sizeof(*t) + sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION: return sizeof(*t) + btf_vlen(t) * sizeof(struct btf_member);
	case BTF_KIND_ENUM: return sizeof(*t) + btf_vlen(t) * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64: return sizeof(*t) + btf_vlen(t) * sizeof(struct btf_enum64);
	default: return sizeof(*t);
	}
}

/* The names and types in a copy, from the kernel's to ours; takes what it holds. */
static void translate(struct excerpt *e, struct btf_type *t)
{
	struct btf_array *a = btf_array(t);

	t->name_off = add_string(e, t->name_off);
	if (btf_is_mod(t) || btf_is_typedef(t) || btf_is_type_tag(t))
		t->type = take(e, t->type);
	if (btf_is_array(t)) {
		a->type = take(e, a->type);
		a->index_type = take(e, a->index_type);
	}
	for (int i = 0; btf_is_composite(t) && i < btf_vlen(t); i++) {
		btf_members(t)[i].name_off = add_string(e, btf_members(t)[i].name_off);
		btf_members(t)[i].type = take(e, btf_members(t)[i].type);
	}
	for (int i = 0; btf_is_enum(t) && i < btf_vlen(t); i++)
		btf_enum(t)[i].name_off = add_string(e, btf_enum(t)[i].name_off);
	for (int i = 0; btf_is_enum64(t) && i < btf_vlen(t); i++)
		btf_enum64(t)[i].name_off = add_string(e, btf_enum64(t)[i].name_off);
}

static void copy(struct excerpt *e, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(e->kernel, id);
	size_t at = e->types.len;

	ss_strbuf_add(&e->types, t, size_of(t));
	if (!e->types.err)
		translate(e, (struct btf_type *)(e->types.data + at));
}

/* What is wanted, and then what that holds, and so on. */
static int collect(struct excerpt *e)
{
	const struct btf_type pointer = { .info = BTF_KIND_PTR << 24 };
	uint32_t n = btf__type_cnt(e->kernel);

	e->ids = calloc(n, sizeof(*e->ids));
	e->taken = calloc(n, sizeof(*e->taken));
	if (!e->ids || !e->taken)
		return -ENOMEM;
	for (uint32_t id = 1; id < n; id++) {
		const struct btf_type *t = btf__type_by_id(e->kernel, id);
		const char *name = btf__name_by_offset(e->kernel, t->name_off);

		if (is_root(t) && *slot_of(e, name, strlen(name)))
			take(e, id);
	}
	ss_strbuf_char(&e->strings, '\0');
	ss_strbuf_add(&e->types, &pointer, sizeof(pointer));
	for (size_t i = 0; i < e->count; i++)
		copy(e, e->taken[i]);
	return e->types.err ? e->types.err : e->strings.err;
}

static int write_out(const struct excerpt *e, struct ss_excerpt *x)
{
	const struct btf_header header = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(header),
		.type_len = e->types.len,
		.str_off = e->types.len,
		.str_len = e->strings.len,
	};
	FILE *f;
	int fd = memfd_create("ss-types", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	snprintf(x->path, sizeof(x->path), "/proc/self/fd/%d", fd);
	f = fopen(x->path, "we");
	if (f) {
		fwrite(&header, sizeof(header), 1, f);
		fwrite(e->types.data, e->types.len, 1, f);
		fwrite(e->strings.data, e->strings.len, 1, f);
	}
	if (!f || ferror(f) | fclose(f)) {
		close(fd);
		return f ? -EIO : -errno;
	}
	x->fd = fd;
	return 0;
}

/* The object's own types: its section .BTF. */
static struct btf *types_of(const char *elf, size_t size)
{
	const Elf64_Ehdr *h = (const void *)elf;
	const Elf64_Shdr *s, *names;

	if (size < sizeof(*h) || h->e_shstrndx >= h->e_shnum ||
	    h->e_shoff + h->e_shnum * sizeof(*s) > size)
		return NULL;
	s = (const void *)(elf + h->e_shoff);
	names = &s[h->e_shstrndx];
	for (int i = 0; i < h->e_shnum; i++)
		if (!strcmp(elf + names->sh_offset + s[i].sh_name, ".BTF"))
			return btf__new(elf + s[i].sh_offset, s[i].sh_size);
	return NULL;
}

int ss_excerpt_open(struct ss_excerpt *x, const void *elf, size_t size)
{
	struct btf *object = types_of(elf, size);
	struct excerpt *e = calloc(1, sizeof(*e));
	int err = -ENOMEM;

	*x = (struct ss_excerpt){ .fd = -1 };
	if (!object)
		err = -ENOENT;
	if (e && object) {
		e->kernel = ss_vmlinux_btf();
		err = e->kernel ? want(e, object) : -errno;
		if (!err)
			err = collect(e);
		if (!err)
			err = write_out(e, x);
		free(e->ids);
		free(e->taken);
		ss_strbuf_fini(&e->types);
		ss_strbuf_fini(&e->strings);
	}
	free(e);
	btf__free(object);
	return err;
}

void ss_excerpt_close(struct ss_excerpt *x)
{
	if (x->fd >= 0)
		close(x->fd);
	*x = (struct ss_excerpt){ .fd = -1 };
}
