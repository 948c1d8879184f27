import type { RunCost } from '../analysis/run-cost.ts';
import { counted } from '../analysis/wording.ts';
import { type Fact, usd } from './view.ts';

/** What requests cost, by their own Billed Duration.
 * @param cost - null: it is not known
 * @param local - on the embedded service nothing is paid; what AWS would take is told all the same
 * @param besides - what is not in it, in words; null: nothing else is known of */
export const costFact = (cost: RunCost | null, local: boolean, besides: string | null = null): Fact => ({
  name: 'Cost',
  value:
    cost === null
      ? [
          'not known: no request has a REPORT, or there is no price for this region and architecture, or the memory size is not known',
        ]
      : [
          ...(local ? ['nothing: the embedded service runs on this machine; on AWS '] : []),
          usd(cost.usd),
          ` for ${counted(cost.requests, 'request')} (${cost.pricedAs}; before any free tier${besides === null ? '' : `, and ${besides}`})`,
        ],
});
