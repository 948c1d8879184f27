/** Version of the run file's form; a reader refuses a later one. In a file of its own: writing it must not load the
 * schemas that reading needs. */
export const runFileSchemaVersion = 1;
