/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of file systems that need not be mounted. */
#ifndef SS_MOUNTFS_H
#define SS_MOUNTFS_H

/*
 * Open PATH inside the file system FS, mounted for nobody but us and gone with
 * the descriptor: tracefs and securityfs are often not mounted.  A descriptor or -errno.
 */
int ss_open_in_fs(const char *fs, const char *path, int flags);

#endif
