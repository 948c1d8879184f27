import { error, note, ok, type Rule } from './finding.ts';

/** Files that are open besides: standard streams, modules that are loaded, the run file, connections that look things
 * up, sockets that the stamps are calibrated on. */
const besides = 64;

/** One socket is held open for each request. */
export const openFiles: Rule = ({ concurrency, openFiles: limit, facts: { orchestrator } }) => {
  const subject = 'this machine';
  // Then the orchestrator opens them.
  if (orchestrator !== null) return [];
  if (limit === null)
    return [
      note(
        'open-files',
        subject,
        'How many files it lets a process open could not be read.',
        'See: ulimit -n',
      ),
    ];
  const needed = concurrency + besides;
  return limit >= needed
    ? [
        ok(
          'open-files',
          subject,
          `It lets a process open ${limit.toLocaleString('en')} files; ${concurrency} requests need about ${needed.toLocaleString('en')}.`,
        ),
      ]
    : [
        error(
          'open-files',
          subject,
          `It lets a process open ${limit} files, and ${concurrency} requests at once need about ${needed}.`,
          `Raise it in this shell with: ulimit -n ${needed}`,
        ),
      ];
};
