// SPDX-License-Identifier: BSD-2-Clause
/*
 * files - do everything to files that ss-trace tells of: files GROUP..., each in
 * a directory GROUP that is made for it, in a process of its own.  A group begins
 * with a failed open of "/begin GROUP".  Calls the C library would turn into others are
 * made as they are.  Exits with 1 where a call that should work does not.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

static int worked(long ret, const char *what)
{
	if (ret < 0) {
		perror(what);
		exit(1);
	}
	return ret;
}

static void failed(long ret, const char *what)
{
	if (ret >= 0) {
		fprintf(stderr, "files: %s should fail\n", what);
		exit(1);
	}
}

#define DO(call)    worked(call, #call)
#define FAILS(call) failed(call, #call)

static void touch(const char *name)
{
	DO(close(DO(open(name, O_WRONLY | O_CREAT, 0644))));
}

static void opens(void)
{
	struct {
		uint64_t flags, mode, resolve;
	} how = { O_RDONLY | O_CLOEXEC, 0, 0 };
	int dir, fd;

	close(DO(open("new", O_WRONLY | O_CREAT | O_EXCL, 0640)));
	close(DO(open("new", O_WRONLY | O_CREAT, 0600)));
	FAILS(open("new", O_WRONLY | O_CREAT | O_EXCL, 0640));
	close(DO(open("./new", O_RDWR | O_APPEND)));
	FAILS(open("none/../none", O_RDONLY));
	FAILS(open("/none/./file", O_RDONLY));
	DO(mkdir("dir", 0755));
	dir = DO(open("dir", O_PATH | O_DIRECTORY));
	close(DO(openat(dir, "inside", O_CREAT | O_WRONLY, 0644)));
	close(DO(openat(dir, "../new", O_RDONLY)));
	FAILS(openat(dir, "../none", O_RDONLY));
	FAILS(openat(99, "none", O_RDONLY));
	FAILS(openat(99, "/none", O_RDONLY));
	FAILS(syscall(SYS_openat, AT_FDCWD, NULL, O_RDONLY));
	FAILS(open("", O_RDONLY));
	close(DO(syscall(SYS_openat2, dir, "inside", &how, sizeof(how))));
	DO(symlink("dir/inside", "link"));
	close(DO(open("link", O_RDONLY)));
	FAILS(open("link", O_RDONLY | O_NOFOLLOW));
	FAILS(open("dir", O_WRONLY));
	close(DO(open("caf\xe9", O_WRONLY | O_CREAT, 0644)));
	fd = DO(open("new", O_RDONLY));
	DO(unlink("new"));
	{
		char self[64];

		snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
		close(DO(open(self, O_RDONLY)));
	}
}

static void renames(void)
{
	int dir;

	touch("a");
	touch("b");
	DO(mkdir("sub", 0755));
	dir = DO(open("sub", O_PATH | O_DIRECTORY));
	DO(rename("a", "a2"));
	DO(rename("a2", "b"));
	DO(syscall(SYS_renameat, AT_FDCWD, "b", dir, "b"));
	touch("a");
	DO(syscall(SYS_renameat2, AT_FDCWD, "a", dir, "b", 2 /* RENAME_EXCHANGE */));
	FAILS(syscall(SYS_renameat2, AT_FDCWD, "a", dir, "b", 1 /* RENAME_NOREPLACE */));
	FAILS(rename("none", "sub/./none"));
	FAILS(rename("a", "sub"));
	FAILS(rename("a", "none/a"));
	DO(rename("sub", "sub2"));
	DO(symlink("sub2", "way"));
	DO(rename("way/b", "way/c"));
}

static void unlinks(void)
{
	int dir;

	touch("u");
	DO(unlink("u"));
	FAILS(unlink("u"));
	DO(mkdir("d", 0755));
	dir = DO(open("d", O_PATH | O_DIRECTORY));
	touch("d/f");
	FAILS(rmdir("d"));
	FAILS(unlink("d"));
	DO(unlinkat(dir, "f", 0));
	DO(mkdir("d/e", 0755));
	DO(unlinkat(dir, "e", AT_REMOVEDIR));
	DO(rmdir("d"));
	FAILS(rmdir("d"));
	FAILS(unlinkat(dir, "gone", 0));
}

static void links(void)
{
	touch("l");
	DO(link("l", "hard"));
	FAILS(link("l", "hard"));
	FAILS(link("none", "hard2"));
	DO(mkdir("m", 0755));
	DO(syscall(SYS_linkat, AT_FDCWD, "l", DO(open("m", O_PATH)), "hard", 0));
	DO(symlink("../any thing", "soft"));
	FAILS(symlink("l", "soft"));
	FAILS(symlink("l", "none/soft"));
	DO(symlinkat("x", DO(open("m", O_PATH)), "soft"));
}

static void modes(void)
{
	int fd;

	touch("c");
	DO(chmod("c", 0600));
	fd = DO(open("c", O_RDONLY));
	DO(fchmod(fd, 04755));
	DO(syscall(SYS_fchmodat, AT_FDCWD, "./c", 0640));
	FAILS(chmod("none", 0777));
	FAILS(fchmod(99, 0777));
	DO(chown("c", -1, 12));
	DO(fchown(fd, 34, -1));
	DO(lchown("c", 0, 0));
	DO(fchownat(fd, "", 5, 6, AT_EMPTY_PATH));
	FAILS(chown("none", 1, 2));
	DO(chmod("c", 0644));
	DO(truncate("c", 100));
	close(fd);
	fd = DO(open("c", O_RDWR));
	DO(ftruncate(fd, 10));
	FAILS(truncate("c", -1));
	FAILS(truncate("none", 1));
	FAILS(ftruncate(99, 1));
	close(fd);
}

static void times(void)
{
	struct timespec ns[2] = { { 1000000000, 1 }, { -1, 500000000 } };
	struct timespec odd[2] = { { 0, UTIME_OMIT }, { 1234567890, 987654321 } };
	struct timespec now[2] = { { 0, UTIME_NOW }, { 0, UTIME_OMIT } };
	int fd;

	touch("t");
	fd = DO(open("t", O_RDONLY));
	DO(utimensat(AT_FDCWD, "t", ns, 0));
	DO(futimens(fd, odd));
	DO(utimensat(AT_FDCWD, "t", now, 0));
	DO(utimensat(AT_FDCWD, "t", NULL, AT_SYMLINK_NOFOLLOW));
#ifdef SYS_utimes
	{
		struct timeval us[2] = { { 86400, 123456 }, { 86401, 0 } };
		long secs[2] = { 1, 2 };

		DO(syscall(SYS_utimes, "t", us));
		DO(syscall(SYS_utime, "t", secs));
	}
#endif
	FAILS(utimensat(AT_FDCWD, "none", ns, 0));
	close(fd);
}

static void writes(void)
{
	struct iovec iov[2] = { { "abc", 3 }, { "defg", 4 } };
	char big[5000] = { 0 };
	int fd = DO(open("w", O_RDWR | O_CREAT, 0644)), out, pipes[2];

	DO(write(fd, big, 10));
	DO(write(fd, big, sizeof(big)));
	DO(pwrite(fd, "x", 1, 3));
	DO(writev(fd, iov, 2));
	DO(close(fd));
	fd = DO(open("w", O_RDONLY));
	out = DO(open("sent", O_WRONLY | O_CREAT, 0644));
	DO(syscall(SYS_sendfile, out, fd, NULL, 100000));
	DO(close(out));
	out = DO(open("copied", O_WRONLY | O_CREAT, 0644));
	DO(lseek(fd, 0, SEEK_SET));
	DO(syscall(SYS_copy_file_range, fd, NULL, out, NULL, 100000, 0));
	DO(close(out));
	DO(pipe(pipes));
	DO(write(pipes[1], big, 100));
	out = DO(open("spliced", O_WRONLY | O_CREAT, 0644));
	DO(splice(pipes[0], NULL, out, NULL, 100, 0));
	DO(dup2(fd, out));
	FAILS(write(99, big, 1));
	/* Nobody closes this one but the exit. */
	out = DO(open("left", O_WRONLY | O_CREAT, 0644));
	DO(write(out, big, 7));
}

static void maps(void)
{
	int fd = DO(syscall(SYS_memfd_create, "payload", 1 /* MFD_CLOEXEC */)), file;
	long size = sysconf(_SC_PAGESIZE);
	char *p;

	FAILS(syscall(SYS_memfd_create, "bad", 0x4000));
	DO(ftruncate(fd, size));
	touch("lib");
	file = DO(open("lib", O_RDWR));
	DO(ftruncate(file, size));
	p = mmap(NULL, size, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
	DO(p == MAP_FAILED ? -1 : 0);
	p = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		 0);
	DO(p == MAP_FAILED ? -1 : 0);
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	DO(mprotect(p, size, PROT_READ | PROT_EXEC));
	DO(mprotect(p, size, PROT_READ));
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	DO(mprotect(p, size, PROT_READ | PROT_EXEC));
	p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
	DO(mprotect(p, size, PROT_READ | PROT_WRITE | PROT_EXEC));
	FAILS(mmap(NULL, size, PROT_READ | PROT_EXEC, MAP_PRIVATE, 99, 0) == MAP_FAILED ? -1 : 0);
}

/* A directory so deep that its path has 4000 bytes and more, and a file in it. */
static void deep(void)
{
	char name[200];
	int fd;

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	for (int i = 0; i < 18; i++) {
		DO(mkdir(name, 0755));
		DO(chdir(name));
	}
	DO(close(DO(open("bottom", O_WRONLY | O_CREAT, 0644))));
	DO(rename("bottom", "top"));
	for (int i = 0; i < 10; i++) {
		DO(mkdir(name, 0755));
		DO(chdir(name));
	}
	fd = DO(open("lost", O_WRONLY | O_CREAT, 0644));
	DO(fchmod(fd, 0600));
	DO(unlink("lost"));
}

/* Nothing of a library may be needed after the chroot. */
static void jail(void)
{
	DO(mkdir("root", 0755));
	DO(chroot("root"));
	DO(chdir("/"));
	DO(close(DO(open("/inside", O_WRONLY | O_CREAT, 0644))));
	FAILS(open("../../none", O_RDONLY));
	DO(unlink("/inside"));
}

static const struct {
	const char *name;
	void (*run)(void);
} groups[] = {
	{ "open", opens }, { "rename", renames }, { "unlink", unlinks }, { "link", links },
	{ "mode", modes }, { "time", times },	  { "write", writes },	 { "map", maps },
	{ "deep", deep },  { "jail", jail },
};

/* A process for each, so that descriptors have the same numbers and exits close files. */
static void in_child(const char *name, const char *begin, void (*group)(void))
{
	int status;
	pid_t pid;

	DO(mkdir(name, 0755));
	pid = DO(fork());
	if (!pid) {
		DO(chdir(name));
		open(begin, O_RDONLY);
		group();
		exit(0);
	}
	DO(waitpid(pid, &status, 0));
	if (status)
		exit(1);
}

static void run(const char *name)
{
	char begin[64];

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (!strcmp(name, groups[i].name)) {
			snprintf(begin, sizeof(begin), "/begin %s", name);
			in_child(name, begin, groups[i].run);
			return;
		}
	fprintf(stderr, "usage: files GROUP...\n");
	exit(2);
}

int main(int argc, char **argv)
{
	umask(022);
	for (int i = 1; i < argc; i++)
		run(argv[i]);
	return 0;
}
