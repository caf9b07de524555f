// SPDX-License-Identifier: BSD-2-Clause
/* Run a fuzz target over the seed files named in argv: a crash is a failed test. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	long end;

	if (f && !fseek(f, 0, SEEK_END) && (end = ftell(f)) >= 0 && (data = malloc(end + 1))) {
		rewind(f);
		*size = fread(data, 1, end, f);
	}
	if (f)
		fclose(f);
	return data;
}

int main(int argc, char **argv)
{
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		size_t size = 0;
		uint8_t *data = slurp(argv[i], &size);

		/* Exactly sized, so that the sanitizer sees one byte too far. */
		uint8_t *exact = data ? realloc(data, size ? size : 1) : NULL;
		if (exact)
			LLVMFuzzerTestOneInput(exact, size);
		printf("%s %d - %s\n", exact ? "ok" : "not ok", i, argv[i]);
		fflush(stdout);
		free(exact);
	}
	return 0;
}
