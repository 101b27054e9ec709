import { createApp } from "vue";
import Stale from "./Stale.vue";

createApp(Stale).mount("#root");
