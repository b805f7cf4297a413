import { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express } from 'express';

/** The classes `http.createServer` is to make the requests and responses of one express application with. */
export interface BoundClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Gives `app` request and response classes whose prototypes already are the ones express sets on every request.
 *
 * express calls `Object.setPrototypeOf` on each request and response, which costs V8 their shapes and the server four
 * fifths of its throughput. Setting the prototype an object already has costs nothing. `app.request` and `app.response`
 * are the extension points of the guide "Overriding the Express API". A mounted sub-application would switch the
 * prototypes back and forth, so routes are grouped without one.
 */
export function bindPrototypes(app: Express): BoundClasses {
  class BoundRequest extends IncomingMessage {}
  class BoundResponse extends ServerResponse {}
  adopt(BoundRequest.prototype, express.request, app);
  adopt(BoundResponse.prototype, express.response, app);
  Object.assign(app, { request: BoundRequest.prototype, response: BoundResponse.prototype });
  return { IncomingMessage: BoundRequest, ServerResponse: BoundResponse as typeof ServerResponse };
}

function adopt(prototype: object, extension: object, app: Express): void {
  const { constructor: _, ...properties } = Object.getOwnPropertyDescriptors(extension) as PropertyDescriptorMap;
  Object.defineProperties(prototype, properties);
  Object.defineProperty(prototype, 'app', { configurable: true, enumerable: true, writable: true, value: app });
}
