// What a page does with a model's bytes: all of it takes them as they are.
import { dense, save, sequential } from "@downhill/core";

export async function send(): Promise<unknown[]> {
  const bytes = save(sequential([dense(1)], { input: 1 }));
  return [
    new Blob([bytes]),
    new Response(bytes),
    new File([bytes], "model.safetensors"),
    await crypto.subtle.digest("SHA-256", bytes),
    navigator.sendBeacon("/models", bytes),
    await fetch("/models", { method: "PUT", body: bytes }),
  ];
}
