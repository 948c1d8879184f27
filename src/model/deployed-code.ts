/** One file of a deployment package whose text was read. */
export interface CodeFile {
  /** In the package, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The code of a function, as far as it could be read. */
export type DeployedCode =
  | {
      readonly kind: 'read';
      /** JavaScript of the package, its dependencies included, and its package.json files. */
      readonly files: readonly CodeFile[];
      /** `file.export` of the configuration. */
      readonly handler: string;
      /** Files left out, with why. */
      readonly skipped: readonly { readonly path: string; readonly why: string }[];
    }
  | { readonly kind: 'unread'; readonly why: string };
