/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside record: the marks around the frames of a recording. */
#ifndef SS_RECORD_FORMAT_H
#define SS_RECORD_FORMAT_H

/* Skippable frames: magic number and length, both little-endian, then text. */
#define SS_RECORD_MARK_SIZE 20
#define SS_RECORD_BEGIN	    "\x5c\x2a\x4d\x18\x0c\0\0\0ss-record 1\n"
#define SS_RECORD_END	    "\x5c\x2a\x4d\x18\x0c\0\0\0ss-record .\n"

#endif
