var r="weir.theme";function e(){try{let t=localStorage.getItem(r);return t==="light"||t==="dark"?t:"auto"}catch{return"auto"}}var o=e();o!=="auto"&&(document.documentElement.dataset.theme=o);
