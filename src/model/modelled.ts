/** How the embedded service says, in the Description of a function's configuration, that its environments are modelled.
 * A field every client of the Lambda API can read, and the only one that takes any text. */
const mark = 'Modelled by lambda-fanout: ';

/** @param model - in words, without a semicolon: `node22-arm64, seed 1`
 * @param description - the function's own; may be empty */
export const modelledMark = (model: string, description: string): string =>
  `${mark}${model}${description === '' ? '' : `; ${description}`}`;

/** The model in words, from a Description; null: the function is not modelled. */
export const modelledIn = (description: string | undefined): string | null =>
  description?.startsWith(mark) === true ? (description.slice(mark.length).split(';')[0] ?? null) : null;
