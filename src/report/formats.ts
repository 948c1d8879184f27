/** Formats of a file, and of standard output. In a file of their own, so that options are read without loading what
 * writes them. */
export const fileFormats = ['table', 'json', 'csv', 'markdown', 'junit', 'html'] as const;

export type FileFormat = (typeof fileFormats)[number];

/** Every format of `--format`: `github` writes where GitHub looks for it, so it is no format of a file. */
export const formats = [...fileFormats, 'github'] as const;

export type Format = (typeof formats)[number];
