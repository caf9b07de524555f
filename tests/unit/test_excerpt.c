// SPDX-License-Identifier: BSD-2-Clause
/* Of the kernel's types those that an object asks for, as libbpf will read them. */
#include <bpf/btf.h>
#include <elf.h>
#include <stdint.h>
#include <unistd.h>

#include "bpf/excerpt.h"
#include "bpf/probe.h"
#include "check.h"

/* An object file of nothing but a section .BTF. */
struct object {
	Elf64_Ehdr head;
	Elf64_Shdr sections[2];
	char names[16];
	char types[4096];
};

static void fill(struct object *o, struct btf *btf)
{
	uint32_t size;
	const void *raw = btf__raw_data(btf, &size);

	*o = (struct object){
		.head = { .e_shoff = offsetof(struct object, sections), .e_shnum = 2 },
		.sections = { { .sh_name = 1, .sh_offset = offsetof(struct object, types) },
			      { .sh_offset = offsetof(struct object, names) } },
		.names = "\0.BTF",
	};
	o->head.e_shstrndx = 1;
	if (!check(raw && size <= sizeof(o->types)))
		return;
	memcpy(o->types, raw, size);
	o->sections[0].sh_size = size;
}

/* What the excerpt for an object that has these types is; NULL: none. */
static struct btf *excerpt_for(const char *structure, const char *enumeration)
{
	struct btf *mine = btf__new_empty(), *got = NULL;
	struct ss_excerpt x;
	struct object o;

	btf__add_struct(mine, structure, 8);
	btf__add_enum(mine, enumeration, 4);
	fill(&o, mine);
	btf__free(mine);
	if (check(!ss_excerpt_open(&x, &o, sizeof(o))))
		got = btf__parse(x.path, NULL);
	ss_excerpt_close(&x);
	ss_probe_end();
	return check(got) ? got : NULL;
}

static const struct btf_type *find(const struct btf *btf, const char *name, uint32_t kind)
{
	int id = btf__find_by_name_kind(btf, name, kind);

	return id > 0 ? btf__type_by_id(btf, id) : NULL;
}

static const char *name_of(const struct btf *btf, uint32_t offset)
{
	return btf__name_by_offset(btf, offset);
}

/* Members by name, place, size and kind. */
static void same(const struct btf *a, const struct btf_type *s, const struct btf *b,
		 const struct btf_type *t)
{
	if (!check(s && t && s->size == t->size && btf_vlen(s) == btf_vlen(t)))
		return;
	for (int i = 0; i < btf_vlen(s); i++) {
		const struct btf_member *m = &btf_members(s)[i], *n = &btf_members(t)[i];

		check_str(name_of(a, m->name_off), name_of(b, n->name_off));
		check(m->offset == n->offset);
		check(btf__resolve_size(a, m->type) == btf__resolve_size(b, n->type));
		check(btf_kind(btf__type_by_id(a, m->type)) ==
		      btf_kind(btf__type_by_id(b, n->type)));
	}
}

static void like_the_kernels(void)
{
	struct btf *kernel = btf__load_vmlinux_btf(), *got;

	if (!kernel)
		return; /* this machine has none: then there is no excerpt either */
	got = excerpt_for("task_struct___of_old", "bpf_func_id");
	if (got) {
		/* Asked for by a flavour, by its name, and held by the first. */
		same(got, find(got, "task_struct", BTF_KIND_STRUCT), kernel,
		     find(kernel, "task_struct", BTF_KIND_STRUCT));
		same(got, find(got, "thread_struct", BTF_KIND_STRUCT), kernel,
		     find(kernel, "thread_struct", BTF_KIND_STRUCT));
		check(btf_vlen(find(got, "bpf_func_id", BTF_KIND_ENUM)) ==
		      btf_vlen(find(kernel, "bpf_func_id", BTF_KIND_ENUM)));
		check(btf__type_cnt(got) < btf__type_cnt(kernel) / 10);
	}
	btf__free(got);
	btf__free(kernel);
}

/* Only pointed to: nothing that is asked for can go there. */
static void not_behind_pointers(void)
{
	struct btf *got;

	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return;
	got = excerpt_for("task_struct", "no_such_enum");
	check(got && !find(got, "mm_struct", BTF_KIND_STRUCT));
	check(got && !find(got, "no_such_enum", BTF_KIND_ENUM));
	check(got && !find(got, "bpf_func_id", BTF_KIND_ENUM));
	btf__free(got);
}

static void no_types(void)
{
	struct ss_excerpt x;
	struct object o = { .head = { .e_shnum = 0 } };

	check(ss_excerpt_open(&x, &o, sizeof(o)) && x.fd == -1);
	check(ss_excerpt_open(&x, "", 0) && x.fd == -1);
	ss_excerpt_close(&x);
}

static const struct check_case cases[] = {
	{ "what is asked for is as the kernel has it", like_the_kernels },
	{ "what is only pointed to is not taken", not_behind_pointers },
	{ "an object without types", no_types },
};

CHECK_MAIN(cases)
