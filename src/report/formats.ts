/** Every format that a result can be written in: the choices of `--format` and `--output`. In a file of their own, so that
 * options are read without loading what writes them. */
export const formats = ['table', 'json', 'csv', 'html', 'markdown'] as const;

export type Format = (typeof formats)[number];
