// A front end's calls, on the types that openapi-typescript makes.
//
//     node uses_typescript_client.js <address of the gateway> <token of a provider with an order>
//
// It is type-checked strictly together with the types, then run: what the generator leaves out,
// or types as nothing, fails in one of the two.

import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };
const [url, token] = process.argv.slice(2) as [string, string];
const api = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });

function expect(held: boolean, what: string): asserts held {
  if (!held) throw new Error(what);
}

async function readsItsOrdersAndInvoices(): Promise<void> {
  const { data: page } = await api.GET("/v1/marketplace/orders", {
    params: { query: { limit: 5 } },
  });
  expect(page !== undefined, "the orders are shown");
  const [order] = page.items;
  expect(order !== undefined && page.items.length === 1, "there is one order");
  const status: "completed" | "placed" | "confirmed" | "declined" | "cancelled" = order.status;
  expect(status === "completed", `the order is completed, not ${status}`);
  const { data: again } = await api.GET("/v1/marketplace/orders/{order_id}", {
    params: { path: { order_id: order.id } },
  });
  expect(again !== undefined, "the order is shown");
  expect(JSON.stringify(again) === JSON.stringify(order), "it is the same alone and in the list");
  const cents: string = again.milestones[0]!.net.amount;
  expect(/^\d+\.\d\d$/.test(cents), `${cents} is an exact amount`);

  const { data: invoices } = await api.GET("/v1/billing/invoices");
  expect(invoices !== undefined && invoices.items.length > 0, "the invoices are shown");
  const { data: pdf } = await api.GET("/v1/billing/invoices/{invoice_id}/pdf", {
    params: { path: { invoice_id: invoices.items[0]!.id } },
    parseAs: "text",
  });
  expect(pdf !== undefined && pdf.startsWith("%PDF-"), "an invoice is a PDF");
}

async function makesAKeyOnce(): Promise<void> {
  const request = {
    params: { header: { "Idempotency-Key": crypto.randomUUID() } },
    body: {
      name: "A front end",
      scopes: ["marketplace:read" as const],
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    },
  };
  const { data: first } = await api.POST("/v1/registry/api-keys", request);
  const { data: second } = await api.POST("/v1/registry/api-keys", request);
  expect(first !== undefined && second !== undefined, "the key is made");
  expect(first.api_key === second.api_key, "sent twice, it is made once");
}

async function isToldWhyItIsRefused(): Promise<void> {
  const { data, error } = await api.GET("/v1/marketplace/orders/{order_id}", {
    params: { path: { order_id: crypto.randomUUID() } },
  });
  expect(data === undefined && error !== undefined, "an unknown order is refused");
  const code: string = error.code;
  expect(code === "order_not_found", `the code says why: ${code}`);
}

async function searchesWithoutAToken(): Promise<void> {
  const { data: found } = await createClient<paths>({ baseUrl: url }).GET("/v1/search/documents");
  expect(found !== undefined && found.items.length > 0, "something is found");
}

await readsItsOrdersAndInvoices();
await makesAKeyOnce();
await isToldWhyItIsRefused();
await searchesWithoutAToken();
