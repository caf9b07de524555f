// SPDX-License-Identifier: BSD-2-Clause
/*
 * lot DIR SEED N: when a line has come on standard input, N processes, each of
 * some user and name, that by lot open files below DIR, there or not, and run some.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PICK(list) (list)[rand() % (sizeof(list) / sizeof((list)[0]))]

static const uid_t users[] = { 0, 0, 65534, 12345 };
static const char *const names[] = { "alpha", "beta", "gamma", "fifteen-letters" };
static const char *const files[] = {
	"etc/passwd", "etc/shadow",  "etc/tls/key.pem", "etc/tls/x.conf",
	"etc",	      "home/a/key",  "home/a/.ssh/",	"home/b/a.pem",
	"home",	      "home/secret", "etc/nobody",	"home/a/../b/a.pem",
};
static const char *const programs[] = { "bin/tool", "bin/other", "bin/tool.py", "bin/missing" };

static void child(void)
{
	int deeds = rand() % 6;
	uid_t uid = PICK(users);

	prctl(PR_SET_NAME, PICK(names));
	if (setuid(uid))
		_exit(9);
	for (int i = 0; i < deeds; i++) {
		const char *file = PICK(files);

		close(open(file, rand() % 4 ? O_RDONLY : O_RDWR));
	}
	if (rand() % 2) {
		const char *program = PICK(programs);

		execl(program, program, (char *)NULL);
	}
	_exit(rand() % 3);
}

int main(int argc, char **argv)
{
	int n = argc > 3 ? atoi(argv[3]) : 1;
	char line[8];

	if (argc < 3 || chdir(argv[1]) || !fgets(line, sizeof(line), stdin))
		return 2;
	for (int i = 0; i < n; i++) {
		pid_t pid = fork();

		if (!pid) {
			srand(atoi(argv[2]) * 1000 + i);
			child();
		}
		waitpid(pid, NULL, 0);
	}
	return 0;
}
