// Loaded into the load tools that are Node programs: one of them calls home even when it is told not to. Names resolve
// to nothing here, so only addresses are reached, and the only one it is given is 127.0.0.1.
const dns = require('node:dns');

dns.lookup = (name, options, done = options) => {
  process.nextTick(done, Object.assign(new Error(`not looked up: ${name}`), { code: 'ENOTFOUND' }));
};
