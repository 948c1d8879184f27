import { messageOf, UsageError } from '../model/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not open it',
  EROFS: 'it is on a file system that is read-only',
  ENOSPC: 'there is no room left',
  EDQUOT: "this user's share of the disk is used up",
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
};

/** Why a file operation failed, in words. */
export const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? messageOf(error);
};

/** @param doing - `read`, `write` */
export const fileError = (doing: string, path: string, error: unknown, hint: string): UsageError =>
  error instanceof UsageError
    ? error
    : new UsageError(`cannot ${doing} ${JSON.stringify(path)}: ${reasonOf(error)}`, hint, error);
