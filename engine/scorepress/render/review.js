"use strict";
document.documentElement.classList.add("js");
for (const slider of document.querySelectorAll(".slide input")) {
  const stage = slider.closest(".viewer").querySelector(".stage");
  slider.addEventListener("input", () => stage.style.setProperty("--cut", slider.value + "%"));
}
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.addEventListener("click", () => {
    const code = button.parentElement.querySelector("code");
    const done = () => { button.textContent = "Copied"; };
    const choose = () => {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = "Selected: press Ctrl+C";
    };
    if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, choose); else choose();
  });
}
