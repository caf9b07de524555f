// SPDX-License-Identifier: BSD-2-Clause
/* Functions in ELF files, from bytes that may be anything. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "uprobe/uprobe.h"

#ifdef __aarch64__
#define OUR_MACHINE EM_AARCH64
#else
#define OUR_MACHINE EM_X86_64
#endif

struct file {
	const char *data;
	size_t size;
	Elf64_Ehdr head;
};

/* A copy, since nothing need be aligned; false if it is not all there. */
static bool get(const struct file *f, uint64_t at, void *out, size_t size)
{
	if (at > f->size || f->size - at < size)
		return false;
	memcpy(out, f->data + at, size);
	return true;
}

static bool section(const struct file *f, uint32_t i, Elf64_Shdr *out)
{
	return i < f->head.e_shnum && f->head.e_shentsize == sizeof(*out) &&
	       get(f, f->head.e_shoff + (uint64_t)i * sizeof(*out), out, sizeof(*out));
}

/* Is the string at byte AT of a section NAME? */
static bool is_called(const struct file *f, const Elf64_Shdr *strings, uint32_t at,
		      const char *name)
{
	size_t len = strlen(name) + 1;
	uint64_t from = strings->sh_offset + at;

	return at < strings->sh_size && len <= strings->sh_size - at && from >= at &&
	       from <= f->size && len <= f->size - from && !memcmp(f->data + from, name, len);
}

/* Where in the file is what will be at ADDRESS? */
static int offset_of(const struct file *f, uint64_t address, uint64_t *offset)
{
	Elf64_Phdr p;

	for (uint32_t i = 0; i < f->head.e_phnum; i++) {
		if (f->head.e_phentsize != sizeof(p) ||
		    !get(f, f->head.e_phoff + (uint64_t)i * sizeof(p), &p, sizeof(p)))
			return -ENOEXEC;
		if (p.p_type == PT_LOAD && (p.p_flags & PF_X) && address >= p.p_vaddr &&
		    address - p.p_vaddr < p.p_filesz) {
			*offset = address - p.p_vaddr + p.p_offset;
			return *offset < f->size ? 0 : -ENOEXEC;
		}
	}
	return -ENOENT;
}

static int find_in(const struct file *f, const Elf64_Shdr *table, const char *name,
		   uint64_t *offset)
{
	Elf64_Shdr strings;
	Elf64_Sym sym;

	if (!section(f, table->sh_link, &strings))
		return -ENOENT;
	for (uint64_t i = 0; i < table->sh_size / sizeof(sym); i++) {
		if (!get(f, table->sh_offset + i * sizeof(sym), &sym, sizeof(sym)))
			return -ENOENT;
		if (ELF64_ST_TYPE(sym.st_info) == STT_FUNC && sym.st_shndx != SHN_UNDEF &&
		    is_called(f, &strings, sym.st_name, name))
			return offset_of(f, sym.st_value, offset);
	}
	return -ENOENT;
}

int ss_elf_function(const void *elf, size_t size, const char *name, uint64_t *offset)
{
	struct file f = { .data = elf, .size = size };
	Elf64_Shdr s;
	int err = -ENOENT;

	if (!get(&f, 0, &f.head, sizeof(f.head)) || memcmp(f.head.e_ident, ELFMAG, SELFMAG) ||
	    f.head.e_ident[EI_CLASS] != ELFCLASS64 || f.head.e_ident[EI_DATA] != ELFDATA2LSB ||
	    f.head.e_machine != OUR_MACHINE)
		return -ENOEXEC;
	for (uint32_t i = 0; err == -ENOENT && section(&f, i, &s); i++)
		if (s.sh_type == SHT_DYNSYM || s.sh_type == SHT_SYMTAB)
			err = find_in(&f, &s, name, offset);
	return err;
}

int ss_uprobe_function(const char *path, const char *name, uint64_t *offset)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	struct stat st;
	void *data;

	if (fd < 0)
		return -errno;
	err = fstat(fd, &st) ? -errno : st.st_size ? 0 : -ENOEXEC;
	data = err ? MAP_FAILED : mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (!err && data == MAP_FAILED)
		err = -errno;
	close(fd);
	if (err)
		return err;
	err = ss_elf_function(data, (size_t)st.st_size, name, offset);
	munmap(data, (size_t)st.st_size);
	return err;
}
