/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: the object "file" of a line. */
#ifndef SS_EVENT_FILE_H
#define SS_EVENT_FILE_H

#include "core/json_write.h"
#include "wire_file.h"

/* What ss_path_lexical() needs room for, whatever the record holds. */
#define SS_LEXICAL_MAX (SS_WIRE_FILE_PATH_MAX + SS_WIRE_PATH_MAX + 2)

/*
 * What GIVEN is called from the root on if it is relative to the directory whose
 * names are BASE (leaf to root, see ss_path_join()): "." and ".." are taken out
 * by their letters, no symbolic link is followed.  A BASE that is not WHOLE lacks
 * its beginning, and so does the result.  Returns the length.
 */
size_t ss_path_lexical(char *out, const char *base, size_t base_len, bool whole, const char *given,
		       size_t given_len);

/* file_details.c: what a type of event says besides names, inode and error. */
void ss_file_details(struct ss_json *w, const struct ss_wire_file *r);

/* "mode":"0644" */
void ss_mode_write(struct ss_json *w, const char *key, uint32_t mode);

#endif
